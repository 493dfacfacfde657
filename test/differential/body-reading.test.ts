// What readers of a body are told, and in which order, whatever they read it by and whatever it came in. (Among ticks and
// promises of a program's own no order is held to: the built-in lets all of them run between two calls of its parser.)
import type { IncomingMessage } from 'node:http'
import { scenario } from '../support/differential.ts'
import type { Log } from '../support/log.ts'
import { answer, HEAD_END, origin, pause, seen, turns } from '../support/peers.ts'
import { head, type Piece, type RawConnection } from '../support/raw.ts'

function watchAll(message: IncomingMessage, log: Log): void {
  for (const event of ['resume', 'pause', 'end', 'close', 'aborted']) message.on(event, () => log(event))
}

const READERS: Record<string, (message: IncomingMessage, log: Log) => void> = {
  'data and end': (message, log) => {
    watchAll(message, log)
    message.on('data', (piece) => log('data', piece))
  },
  text: (message, log) => {
    message.setEncoding('utf8')
    message.on('data', (piece) => log('data', piece))
    watchAll(message, log)
  },
  'resume alone': (message, log) => {
    watchAll(message, log)
    message.resume()
  },
  'a look at the stream meanwhile': (message, log) => {
    READERS['data and end'](message, log)
    message.on('data', () => log('state', message.readableFlowing, message.readableLength, message.readableDidRead))
    message.on('end', () => log('state', message.readableEnded, message.destroyed, message.complete))
    message.on('close', () => log('state', message.closed, message.destroyed, message.errored))
  },
  'a pause in the first piece': (message, log) => {
    READERS['data and end'](message, log)
    message.once('data', () => {
      message.pause()
      setImmediate(() => message.resume())
    })
  },
  'an iterator behind a listener': async (message, log) => {
    watchAll(message, log)
    for await (const piece of message) log('piece', piece)
    log('iterated')
  },
}

const fields = (...more: string[]) => ['Host: a', 'Connection: close', ...more]
const CHUNKED = 'Transfer-Encoding: chunked'
const CHUNKS = '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'

/** What comes behind the first line: in one piece, or with its body in others. */
const BODIES: Record<string, (firstLine: string) => Piece[]> = {
  'with its head': (line) => [`${head(line, ...fields('Content-Length: 4'))}body`],
  'behind its head': (line) => [head(line, ...fields('Content-Length: 4')), 20, 'body'],
  'in pieces': (line) => [`${head(line, ...fields('Content-Length: 6'))}bo`, 20, 'dy', 20, '..'],
  'in chunks': (line) => [head(line, ...fields(CHUNKED)) + CHUNKS],
  'in chunks, cut': (line) => [head(line, ...fields(CHUNKED)), 20, CHUNKS.slice(0, 8), 20, CHUNKS.slice(8)],
  'that is none': (line) => [head(line, ...fields('Content-Length: 0'))],
}

/** On the built-in a second chunk of the same read comes when the first has been read. */
const LETS_TICKS_RUN = ['a look at the stream meanwhile', 'an iterator behind a listener']

for (const [way, read] of Object.entries(READERS)) {
  for (const [shape, body] of Object.entries(BODIES)) {
    if (shape === 'in chunks' && LETS_TICKS_RUN.includes(way)) continue
    scenario(`a request with a body ${shape}, read by ${way}`, async ({ http }, log) => {
      const server = http.createServer((req, res) => {
        read(req, log)
        req.on('close', () => res.end())
      })
      await answer(server, log, body('POST / HTTP/1.1'))
    })
  }
}

for (const [way, read] of Object.entries(READERS)) {
  for (const [shape, body] of Object.entries(BODIES)) {
    scenario(`a response with a body ${shape}, read by ${way}`, async ({ http }, log) => {
      const { port } = await origin(log, async (connection) => {
        await connection.collect({ until: HEAD_END })
        await sendAll(connection, body('HTTP/1.1 200 OK'))
      })
      const request = http.get({ host: '127.0.0.1', port, agent: false })
      request.on('response', (response) => read(response, log))
      request.on('close', () => log('close of the request'))
      await seen(request, 'close')
      await turns()
    })
  }
}

async function sendAll(connection: RawConnection, pieces: Piece[]): Promise<void> {
  for (const piece of pieces) {
    if (typeof piece === 'number') await pause(piece)
    else connection.send(piece as string)
  }
  connection.end()
}
