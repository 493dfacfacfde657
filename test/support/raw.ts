// Raw bytes over a net socket: connect, send pieces with optional pauses, collect until the peer closes
// or falls silent; always time-limited. What it reads is latin1, one character a byte.
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

/** Ends the writing side of the connection (a FIN). */
export const END = Symbol('end')

/** Bytes to send, a pause in milliseconds, a pattern to wait for in what came back, or `END`. */
export type Piece = string | Uint8Array | number | RegExp | typeof END

/** `closed` is said of a FIN and of a reset alike: which one the kernel sends is a matter of timing. */
export type Ending = 'closed' | 'idle' | 'matched' | 'time limit'

export interface Collected {
  text: string
  ending: Ending
}

export interface CollectOptions {
  /** Stop when what was received matches. */
  until?: RegExp
  /** Stop when nothing came for so many milliseconds. */
  idle?: number
  /** Give up after so many milliseconds. */
  limit?: number
}

const LIMIT = 3000

/** One end of a connection, seen as text. */
export class RawConnection {
  readonly socket: Duplex
  /** All that was received and not yet taken. */
  received = ''
  ended = false
  closed = false
  #lastByte = performance.now()
  #wake: (() => void)[] = []

  constructor(socket: Duplex) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('latin1')
      this.#lastByte = performance.now()
      this.#notify()
    })
    socket.on('end', () => {
      this.ended = true
      this.#notify()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.closed = true
      this.#notify()
    })
  }

  send(...parts: (string | Uint8Array)[]): this {
    for (const part of parts) this.socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)
    return this
  }

  end(last?: string): this {
    if (last !== undefined) this.send(last)
    this.socket.end()
    return this
  }

  destroy(): void {
    this.socket.destroy()
  }

  /** What was received so far, which is then forgotten. */
  take(): string {
    const text = this.received
    this.received = ''
    return text
  }

  async play(pieces: readonly Piece[], limit = LIMIT): Promise<void> {
    for (const piece of pieces) {
      if (typeof piece === 'number') await pause(piece)
      else if (piece === END) this.end()
      else if (piece instanceof RegExp) await this.collect({ until: piece, limit })
      else if (!this.socket.destroyed) this.send(piece)
    }
  }

  /** Waits until a pattern is there (if one is given), the peer ends or closes, or silence (if asked for). */
  async collect({ until, idle, limit = LIMIT }: CollectOptions = {}): Promise<Collected> {
    const deadline = performance.now() + limit
    for (;;) {
      const now = performance.now()
      if (until?.test(this.received)) return { text: this.received, ending: 'matched' }
      if (this.closed || this.ended) return { text: this.received, ending: 'closed' }
      const silentAt = idle === undefined ? Infinity : this.#lastByte + idle
      if (now >= silentAt) return { text: this.received, ending: 'idle' }
      if (now >= deadline) return { text: this.received, ending: 'time limit' }
      await this.#change(Math.min(deadline, silentAt) - now)
    }
  }

  /** Waits for a pattern, and answers with all that was received, which is then forgotten. */
  async expect(until: RegExp, limit = LIMIT): Promise<string> {
    const { ending } = await this.collect({ until, limit })
    const text = this.take()
    if (ending === 'matched') return text
    throw new Error(`waited for ${until}, but ${ending} after ${JSON.stringify(text)}`)
  }

  /** Waits until the connection is closed altogether. */
  async gone(limit = LIMIT): Promise<boolean> {
    const deadline = performance.now() + limit
    while (!this.closed && performance.now() < deadline) await this.#change(deadline - performance.now())
    return this.closed
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }

  #change(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, milliseconds)).unref()
      this.#wake.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}

/** A port of 127.0.0.1, or what `net.connect` takes. */
export type Target = number | net.NetConnectOpts

export async function connectRaw(target: Target): Promise<RawConnection> {
  const socket = net.connect(typeof target === 'number' ? { port: target, host: '127.0.0.1' } : target)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return new RawConnection(socket)
}

/** Connects, sends the pieces, collects (until close unless told otherwise) and hangs up. */
export async function exchange(
  target: Target,
  pieces: string | readonly Piece[],
  options: CollectOptions = {},
): Promise<Collected> {
  const connection = await connectRaw(target)
  await connection.play(typeof pieces === 'string' ? [pieces] : pieces, options.limit)
  const collected = await connection.collect(options)
  connection.destroy()
  if (collected.ending === 'time limit') throw new Error(`still open after ${JSON.stringify(collected.text)}`)
  return collected
}

/** A message's head out of its lines, with the empty line after it. */
export function head(...lines: string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** A GET which asks the server to close afterwards. */
export const GET_CLOSE = head('GET / HTTP/1.1', 'Host: a', 'Connection: close')
/** A GET which leaves the connection open. */
export const GET = head('GET / HTTP/1.1', 'Host: a')
