// What a server or a client makes of bytes that are sent to it over a pair of streams: nethttp's or the built-in one, told
// in the words of the second reading, so that the two compare. Must not know who is right.

import type http from 'node:http'
import type { Duplex } from 'node:stream'
import { duplexPair } from '../support/duplex-pair.ts'

/** How long the last byte may take to have its effect: a process that was held up must not take that for an answer. */
const PATIENCE_MS = 50
const PIECE_BYTES = 16

const linesOf = (raw: readonly string[]) => raw.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${raw[i + 1]}`] : []))

/** Every request that a server saw to its end, in the order in which they began; up to the first that did not end. */
export function serve(create: typeof http.createServer, text: string, options: object = {}): Promise<string[]> {
  return new Promise((resolve) => {
    // A request without a Host would be answered before anybody sees it.
    const server = create({ requireHostHeader: false, ...options })
    const [near, far] = duplexPair()
    const seen: (string | null)[] = []
    const take = (request: http.IncomingMessage, response: http.ServerResponse) => {
      const at = seen.push(null) - 1
      let body = ''
      request.setEncoding('latin1')
      request.on('error', () => {})
      response.on('error', () => {})
      request.on('data', (chunk: string) => {
        body += chunk
      })
      request.on('end', () => {
        const start = `${request.method} ${request.url} ${request.httpVersion}`
        const fields = linesOf(request.rawHeaders)
        seen[at] = JSON.stringify({ start, fields, body, trailers: linesOf(request.rawTrailers) })
        response.end('ok')
      })
    }
    for (const event of ['request', 'checkContinue', 'checkExpectation']) server.on(event, take)
    server.emit('connection', far)
    near.on('error', () => {})
    near.resume()
    let timer: NodeJS.Timeout | undefined
    // The other half stays open: requests that are whole are answered, whatever comes of the last.
    sendPieces(near, text, () => {
      timer = setTimeout(finish, PATIENCE_MS)
    })
    near.on('close', () => setTimeout(finish, 2))
    function finish(): void {
      clearTimeout(timer)
      const cut = seen.indexOf(null)
      resolve((cut === -1 ? seen : seen.slice(0, cut)) as string[])
      near.destroy()
    }
  })
}

/** In pieces, as the built-in lets go of whole requests when something broken comes in one read with them. */
function sendPieces(near: Duplex, text: string, done: () => void): void {
  const pieces = Array.from({ length: Math.ceil(text.length / PIECE_BYTES) }, (_, i) =>
    text.slice(i * PIECE_BYTES, (i + 1) * PIECE_BYTES),
  )
  const sendNext = () => {
    const piece = pieces.shift()
    if (piece === undefined || !near.writable) return done()
    near.write(Buffer.from(piece, 'latin1'))
    setImmediate(sendNext)
  }
  sendNext()
}

/** What a client tells of the answer once that has ended, or null when it does not take it. */
export function ask(get: typeof http.get, text: string, options: object = {}): Promise<string | null> {
  return new Promise((resolve) => {
    const [near, far] = duplexPair()
    let isTold = false
    const tell = (told: string | null) => {
      if (isTold) return
      isTold = true
      clearTimeout(timer)
      resolve(told)
      near.destroy()
    }
    let timer: NodeJS.Timeout | undefined
    const request = get({ createConnection: () => near as never, host: 'a', ...options }, (response) => {
      let body = ''
      response.setEncoding('latin1')
      response.on('error', () => tell(null))
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => {
        const { httpVersion, statusCode, statusMessage, rawHeaders, rawTrailers } = response
        if (!response.complete) return tell(null)
        const start = `${httpVersion} ${String(statusCode).padStart(3, '0')} ${statusMessage}`
        tell(JSON.stringify({ start, fields: linesOf(rawHeaders), body, trailers: linesOf(rawTrailers) }))
      })
    })
    request.on('error', () => tell(null))
    request.on('upgrade', (_, socket) => {
      socket.destroy()
      tell(null)
    })
    sendHalves(far, text, () => {
      if (!isTold) timer = setTimeout(tell, PATIENCE_MS, null)
    })
  })
}

/** In two pieces, and then the end. */
function sendHalves(far: Duplex, text: string, done: () => void): void {
  const cut = text.length >> 1
  far.on('error', () => {})
  far.resume()
  far.write(Buffer.from(text.slice(0, cut), 'latin1'))
  setImmediate(() => {
    far.end(Buffer.from(text.slice(cut), 'latin1'))
    done()
  })
}
