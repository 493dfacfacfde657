// An in-memory pair of connected Duplex streams: what one side writes, the other side reads.
// No sockets, no timers, back-pressure included; for serving and asking HTTP over any stream.
import { Duplex } from 'node:stream'

class Side extends Duplex {
  peer: Side | undefined
  /** Resumes the writer once this side has taken what it was given. */
  #resumeWriter: (() => void) | undefined

  override _read(): void {
    const resume = this.#resumeWriter
    this.#resumeWriter = undefined
    resume?.()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const peer = this.peer
    if (peer === undefined || peer.destroyed || peer.readableEnded || chunk.length === 0) {
      process.nextTick(done)
    } else {
      peer.#receive(chunk, done)
    }
  }

  override _final(done: () => void): void {
    this.peer?.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const peer = this.peer
    this.peer = undefined
    if (peer !== undefined && !peer.destroyed) process.nextTick(() => peer.#lost())
    done(error)
  }

  #receive(chunk: Buffer, done: () => void): void {
    if (this.push(chunk)) process.nextTick(done)
    else this.#resumeWriter = done
  }

  /** The other side is gone: reading ends, as after a FIN, and the stream is closed once that is seen. */
  #lost(): void {
    this.peer = undefined
    this.#resumeWriter?.()
    this.#resumeWriter = undefined
    if (!this.readableEnded) this.push(null)
    if (!this.writableEnded) this.end()
  }

  static pair(highWaterMark: number | undefined): [Side, Side] {
    const options = { highWaterMark, allowHalfOpen: true }
    const left = new Side(options)
    const right = new Side(options)
    left.peer = right
    right.peer = left
    return [left, right]
  }
}

/** Two Duplex streams, each the other's far end. */
export function duplexPair(options: { highWaterMark?: number } = {}): [Duplex, Duplex] {
  return Side.pair(options.highWaterMark)
}
