// Where an outgoing message can go in a test: a stream or a sink that keep what they are given, piece by piece.
import { Writable } from 'node:stream'
import type { MessageSink, WriteCallback } from '../../src/message/internals.ts'

/** A stream that keeps what is written, as text with one character a byte. */
export class KeepingStream extends Writable {
  readonly pieces: string[] = []
  /** While it is held, nothing is taken. */
  private held: (() => void)[] | null = null

  constructor(highWaterMark = 16_384) {
    super({ highWaterMark, decodeStrings: true })
  }

  get text(): string {
    return this.pieces.join('')
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.pieces.push(chunk.toString('latin1'))
    if (this.held === null) done()
    else this.held.push(done)
  }

  /** All that was corked comes as one piece. */
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'latin1', done)
  }

  hold(): void {
    this.held ??= []
  }

  release(): void {
    const held = this.held ?? []
    this.held = null
    for (const done of held) done()
  }

  setTimeout(): this {
    return this
  }
}

/** A sink that keeps what is written; callbacks are called in a later turn. */
export class KeepingSink implements MessageSink {
  readonly pieces: string[] = []
  readonly last: string[] = []

  get text(): string {
    return this.pieces.join('')
  }

  writeLast(text: string): void {
    this.pieces.push(text)
    this.last.push(text)
  }

  write(data: string | Uint8Array, encoding: BufferEncoding | null, callback: WriteCallback | null): boolean {
    const bytes = typeof data === 'string' ? Buffer.from(data, encoding ?? 'utf8') : Buffer.from(data)
    this.pieces.push(bytes.toString('latin1'))
    if (callback !== null) process.nextTick(callback)
    return true
  }
}
