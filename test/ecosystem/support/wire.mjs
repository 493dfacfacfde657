// A client that is not under test: HTTP/1.1 over a bare socket, so that a server's answers are seen as they come over
// the wire, with their fields in order. One connection takes requests one after another, or several at once.

import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'

/** @param {number} port @param {{ tls?: object }} options */
export async function connect(port, options = {}) {
  const socket = options.tls
    ? tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ...options.tls })
    : net.connect(port, '127.0.0.1')
  await once(socket, options.tls ? 'secureConnect' : 'connect')
  return new Wire(socket)
}

/** One request on a connection of its own. */
export async function askOnce(port, method, target, fields = {}, body = '') {
  const wire = await connect(port)
  try {
    return await wire.ask(method, target, { Connection: 'close', ...fields }, body)
  } finally {
    wire.destroy()
  }
}

class Wire {
  /** What came and was not read yet. */
  bytes = Buffer.alloc(0)
  isEnded = false
  #wake = () => {}

  constructor(socket) {
    this.socket = socket
    socket.on('data', (chunk) => {
      this.bytes = Buffer.concat([this.bytes, chunk])
      this.#wake()
    })
    const end = () => {
      this.isEnded = true
      this.#wake()
    }
    socket.on('end', end).on('close', end).on('error', end)
  }

  send(bytes) {
    this.socket.write(bytes)
  }

  destroy() {
    this.socket.destroy()
  }

  async ask(method, target, fields = {}, body = '') {
    const all = { Host: 'app.test', ...fields }
    if (body.length > 0 && all['Transfer-Encoding'] === undefined) all['Content-Length'] ??= Buffer.byteLength(body)
    const lines = Object.entries(all).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`))
    this.send(Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`), Buffer.from(body)]))
    return this.answer(method)
  }

  /** Reads one answer to its end. */
  async answer(method = 'GET') {
    const head = await this.until('\r\n\r\n')
    const [start, ...lines] = head.slice(0, -4).split('\r\n')
    const field = (name) =>
      lines
        .find((line) => line.toLowerCase().startsWith(`${name}:`))
        ?.slice(name.length + 1)
        .trim()
    const status = Number(start.split(' ')[1])
    const answer = { start, lines, field, status, body: Buffer.alloc(0), trailers: [] }
    if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return answer
    if (method === 'CONNECT' && status === 200) return answer
    if (field('transfer-encoding') === 'chunked') await this.#readChunks(answer)
    else if (field('content-length') !== undefined) answer.body = await this.take(Number(field('content-length')))
    else answer.body = await this.rest()
    return answer
  }

  async #readChunks(answer) {
    const chunks = []
    for (;;) {
      const size = Number.parseInt(await this.until('\r\n'), 16)
      if (size === 0) break
      chunks.push(await this.take(size))
      await this.take(2)
    }
    for (let line = await this.until('\r\n'); line !== '\r\n'; line = await this.until('\r\n')) {
      answer.trailers.push(line.trimEnd())
    }
    answer.body = Buffer.concat(chunks)
  }

  /** Everything up to and with `mark`. */
  async until(mark) {
    let at = this.bytes.indexOf(mark)
    while (at < 0) {
      await this.#more()
      at = this.bytes.indexOf(mark)
    }
    return (await this.take(at + mark.length)).toString('latin1')
  }

  async take(length) {
    while (this.bytes.length < length) await this.#more()
    const taken = this.bytes.subarray(0, length)
    this.bytes = this.bytes.subarray(length)
    return taken
  }

  async rest() {
    while (!this.isEnded)
      await new Promise((resolve) => {
        this.#wake = resolve
      })
    return this.take(this.bytes.length)
  }

  async #more() {
    if (this.isEnded) throw new Error(`the connection ended behind ${JSON.stringify(this.bytes.toString('latin1'))}`)
    await new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

/** Puts an answer on a lane: start line, fields in order, body. */
export function tell(say, answer, body = answer.body.toString()) {
  say(`${answer.start}\n${answer.lines.map((line) => `  ${line}`).join('\n')}`)
  if (body.length > 0) say(`  ‹${body.length > 600 ? `${body.length} bytes` : body}›`)
  for (const trailer of answer.trailers) say(`  trailer ${trailer}`)
}

/** A multipart/form-data body, by hand: its boundary is always the same. */
export function multipart(parts) {
  const boundary = 'the-boundary'
  const text = parts.map(({ name, file, type, value }) => {
    const named = file === undefined ? '' : `; filename="${file}"\r\nContent-Type: ${type ?? 'text/plain'}`
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${named}\r\n\r\n${value}\r\n`
  })
  return { type: `multipart/form-data; boundary=${boundary}`, body: `${text.join('')}--${boundary}--\r\n` }
}

/** A server on a free port of this machine. */
export async function listen(server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address().port
}

/** Ends a server and waits until it has ended. */
export function close(server) {
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())))
}
