// How a response's body is framed and sent: Content-Length or chunked, bodiless answers, old clients,
// persistence, trailers, and lengths that are held to.
import { runInNewContext } from 'node:vm'
import { attempt } from '../support/log.ts'
import { turns } from '../support/peers.ts'
import { END, GET, head } from '../support/raw.ts'
import { responding } from '../support/responding.ts'

const OLD = head('GET / HTTP/1.0', 'Host: a')
const OLD_KEEP = head('GET / HTTP/1.0', 'Host: a', 'Connection: keep-alive')
const HEAD = head('HEAD / HTTP/1.1', 'Host: a', 'Connection: close')

responding('response.end alone sends Content-Length: 0', (res) => res.end())

responding('response.end with a string sends its Content-Length in bytes', (res) => res.end('häuser \u4f60'))

responding('response.end with an encoding', (res) => res.end('aGk=', 'base64'))

responding('response.end with a Buffer and with a Uint8Array', (res) => {
  res.end(new Uint8Array([104, 105]))
})

// In the sandbox of a test runner the global class is not that of the buffers that Node makes.
responding('response.write and response.end with a Uint8Array of another realm', (res) => {
  res.write(runInNewContext('new Uint8Array([104])'))
  res.end(runInNewContext('new Uint8Array([105])'))
})

responding('response.write then response.end makes it chunked', (res) => {
  res.write('one')
  res.write(Buffer.from('two'))
  res.end('three')
})

responding('response.write with encodings, chunk by chunk', (res) => {
  res.write('00ff', 'hex')
  res.write('\u00e4', 'latin1')
  res.write('\u00e4')
  res.end('YQ==', 'base64')
})

responding('response.write of an empty chunk sends no end of the body', (res) => {
  res.write('')
  res.write('a')
  res.write(Buffer.alloc(0))
  res.end('')
})

responding('response.write in later turns keeps the chunks apart', async (res) => {
  res.write('one')
  await turns()
  res.write('two')
  await turns()
  res.end()
})

responding('response.write with a Content-Length is not chunked', (res) => {
  res.setHeader('Content-Length', 6)
  res.write('one')
  res.end('two')
})

responding('response.writeHead with Transfer-Encoding: chunked and response.end at once', (res) => {
  res.writeHead(200, { 'Transfer-Encoding': 'chunked' })
  res.end('body')
})

responding(
  'response.writeHead with Content-Length and Transfer-Encoding together',
  (res) => {
    res.writeHead(200, { 'Content-Length': '4', 'Transfer-Encoding': 'chunked' })
    res.end('body')
  },
  {
    differs: {
      reason: 'RFC 9112 §6.2: not both',
      expected: closedWire(
        ...['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', 'Date: <date>', 'Connection: close', ''],
        ...['4', 'body', '0', '', ''],
      ),
    },
  },
)

responding('response.end after response.writeHead without a length still knows it', (res) => {
  res.writeHead(200, { 'X-A': '1' })
  res.end('known')
})

responding('response.removeHeader of Transfer-Encoding: the body ends with the connection', (res) => {
  res.removeHeader('transfer-encoding')
  res.write('a')
  res.end('b')
})

responding(
  'response.end to a HEAD request sends the head alone',
  (res) => {
    res.end('not to be seen')
  },
  { request: HEAD },
)

responding(
  'response.write to a HEAD request sends nothing',
  (res, log) => {
    log('write', res.write('nor this'))
    res.end('nor that')
  },
  { request: HEAD },
)

responding(
  'response.setHeader Content-Length in answer to HEAD is kept',
  (res) => {
    res.setHeader('Content-Length', 1234)
    res.end()
  },
  { request: HEAD },
)

for (const status of [204, 304]) {
  responding(`response.statusCode ${status} has no body`, (res, log) => {
    res.statusCode = status
    log('write', res.write('nothing'))
    res.end('of this')
  })

  responding(`response.statusCode ${status} with fields of a body`, (res) => {
    res.writeHead(status, { 'Content-Type': 'text/plain', 'Content-Length': '4' })
    res.end()
  })

  const withoutCoding = {
    reason: 'RFC 9112 §6.1: no transfer coding in a 204',
    expected: closedWire('HTTP/1.1 204 No Content', 'Date: <date>', 'Connection: close', '', ''),
  }
  const options = status === 204 ? { differs: withoutCoding } : {}
  responding(
    `response.statusCode ${status} with Transfer-Encoding`,
    (res) => {
      res.writeHead(status, { 'Transfer-Encoding': 'chunked' })
      res.end()
    },
    options,
  )
}

for (const rejects of [true, false]) {
  responding(
    `server option rejectNonStandardBodyWrites ${rejects}: a body for HEAD, 204 and 304`,
    (res, log, req) => {
      res.statusCode = Number(req.headers['x-status'])
      attempt(log, 'write', () => res.write('a'))
      attempt(log, 'end', () => res.end('b'))
      if (!res.writableEnded) res.end()
    },
    {
      server: { rejectNonStandardBodyWrites: rejects },
      request: [
        head('HEAD / HTTP/1.1', 'Host: a', 'X-Status: 200'),
        head('GET / HTTP/1.1', 'Host: a', 'X-Status: 204'),
        head('GET / HTTP/1.1', 'Host: a', 'X-Status: 304', 'Connection: close'),
      ],
    },
  )
}

responding('response.end to HTTP/1.0: closed, not chunked', (res) => res.end('old'), { request: OLD })

responding(
  'response.write to HTTP/1.0 without a length: the end of the connection ends the body',
  (res) => {
    res.write('a')
    res.end('b')
  },
  { request: OLD },
)

responding('response.end to HTTP/1.0 with keep-alive: kept open by a length', (res) => res.end('old'), {
  request: OLD_KEEP,
  until: /old/,
})

responding(
  'response.write to HTTP/1.0 with keep-alive but no length: closed',
  (res) => {
    res.write('a')
    res.end('b')
  },
  { request: OLD_KEEP },
)

responding('response.end to HTTP/1.1 keeps the connection and tells for how long', (res) => res.end('kept'), {
  request: GET,
  until: /kept/,
})

responding(
  'response.setHeader Connection: close closes after the answer',
  (res) => {
    res.setHeader('Connection', 'close')
    res.end('bye')
  },
  { request: GET },
)

responding(
  'response.shouldKeepAlive false closes after the answer',
  (res) => {
    res.shouldKeepAlive = false
    res.end('bye')
  },
  { request: GET },
)

responding(
  'response.setHeader Connection: keep-alive to a request which asks to close',
  (res) => {
    res.setHeader('Connection', 'keep-alive')
    res.end('still here')
  },
  { request: [head('GET / HTTP/1.1', 'Host: a', 'Connection: close'), /here/, END] },
)

responding(
  'response.setHeader Connection: keep-alive to HTTP/1.0',
  (res) => {
    res.setHeader('Connection', 'keep-alive')
    res.setHeader('Content-Length', '3')
    res.end('old')
  },
  { request: [OLD, /old/, END] },
)

responding('response.useChunkedEncodingByDefault false: the connection ends the body', (res) => {
  res.useChunkedEncodingByDefault = false
  res.write('a')
  res.end('b')
})

responding('response.chunkedEncoding tells how the body is sent', (res, log) => {
  log('before', res.chunkedEncoding)
  res.write('a')
  log('after', res.chunkedEncoding)
  res.end()
})

responding('response.addTrailers after a chunked body', (res) => {
  res.writeHead(200, { Trailer: 'X-Sum' })
  res.write('data')
  res.addTrailers({ 'X-Sum': '42', 'x-more': 'yes' })
  res.end()
})

responding('response.addTrailers as pairs, and more than once', (res) => {
  res.setHeader('Trailer', 'X-A, X-B')
  res.write('data')
  res.addTrailers([
    ['X-A', '1'],
    ['X-A', '2'],
  ] as unknown as [string, string][])
  res.addTrailers({ 'X-B': '3' })
  res.end()
})

responding('response.addTrailers without chunks are dropped', (res) => {
  res.setHeader('Content-Length', 4)
  res.addTrailers({ 'X-Sum': '42' })
  res.end('data')
})

responding('response.addTrailers with response.end alone', (res) => {
  res.addTrailers({ 'X-Sum': '42' })
  res.end('data')
})

responding(
  'response.addTrailers with a Trailer field but no chunked body throws',
  (res, log) => {
    attempt(log, 'head', () => res.writeHead(200, { Trailer: 'X-Sum', 'Content-Length': '4' }))
    res.removeHeader('Trailer')
    if (!res.headersSent) res.writeHead(200)
    res.end('data')
  },
  {
    differs: {
      reason: 'what a head that threw said of the length does not frame the next one',
      expected: [
        'head throws Error [ERR_HTTP_TRAILER_INVALID]: Trailers are invalid with this transfer encoding',
        ...closedWire(
          ...['HTTP/1.1 200 OK', 'Date: <date>', 'Connection: close', 'Transfer-Encoding: chunked', ''],
          ...['4', 'data', '0', '', ''],
        ),
      ],
    },
  },
)

responding(
  'response.addTrailers to HTTP/1.0 are dropped',
  (res) => {
    res.write('data')
    res.addTrailers({ 'X-Sum': '42' })
    res.end()
  },
  { request: OLD },
)

responding('response.addTrailers refuses invalid names and values with a TypeError', (res, log) => {
  res.write('a')
  attempt(log, 'name', () => res.addTrailers({ 'a b': '1' }))
  attempt(log, 'value', () => res.addTrailers({ a: 'b\r\nc' }))
  attempt(log, 'ok', () => res.addTrailers({ a: 'b' }))
  res.end()
})

responding('response.strictContentLength: too much is refused', (res, log) => {
  res.strictContentLength = true
  res.setHeader('Content-Length', 4)
  attempt(log, 'write', () => res.write('abcde'))
  attempt(log, 'write', () => res.write('abc'))
  attempt(log, 'write', () => res.write('de'))
  attempt(log, 'end', () => res.end('d'))
  setImmediate(() => res.destroy())
})

responding('response.strictContentLength: too little is refused', (res, log) => {
  res.strictContentLength = true
  res.setHeader('Content-Length', 4)
  attempt(log, 'end', () => res.end('abc'))
  attempt(log, 'end', () => res.end('abcd'))
  if (!res.writableFinished) res.destroy()
})

responding('response.strictContentLength counts nothing where there is no body', (res, log) => {
  res.strictContentLength = true
  res.writeHead(204, { 'Content-Length': '4' })
  attempt(log, 'end', () => res.end())
})

responding('response.write beyond Content-Length is not checked by default', (res) => {
  res.setHeader('Content-Length', 2)
  res.end('abcd')
})

/** The log of an answer behind which the connection ends. */
function closedWire(...lines: string[]): string[] {
  return [...lines.map((line) => `wire: wire '${line}'`), 'wire: closed']
}
