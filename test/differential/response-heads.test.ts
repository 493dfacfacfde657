// The response's head: implicit or by writeHead, its fields, and the bytes they become.
import { scenario } from '../support/differential.ts'
import { attempt, call } from '../support/log.ts'
import { answer } from '../support/peers.ts'
import { head } from '../support/raw.ts'
import { responding } from '../support/responding.ts'

responding('response.statusCode and response.statusMessage make the implicit head', (res, log) => {
  log('before', res.statusCode, res.statusMessage, res.headersSent)
  res.statusCode = 404
  res.statusMessage = 'Nothing Here'
  res.end()
  log('after', res.statusCode, res.statusMessage, res.headersSent)
})

responding('response.statusMessage is filled in by the implicit head', (res, log) => {
  res.statusCode = 418
  res.end()
  log('after', res.statusMessage)
})

responding('response.statusCode without a known reason says unknown', (res, log) => {
  res.statusCode = 299
  res.end()
  log('message', res.statusMessage)
})

responding('response.statusCode out of range throws when the head is made', (res, log) => {
  for (const code of [99, 1000, Number.NaN, '200x', -1, null]) {
    res.statusCode = code as number
    attempt(log, `end with ${code}`, () => res.end())
  }
  res.statusCode = 200
  res.end()
})

responding('response.statusMessage with a line break throws', (res, log) => {
  res.statusMessage = 'a\r\nb'
  attempt(log, 'end', () => res.end())
  res.statusMessage = 'fine'
  res.end()
})

responding('response.writeHead with status alone', (res, log) => {
  log('chained', res.writeHead(201) === res)
  log('sent', res.headersSent, res.statusCode, res.statusMessage)
  res.end('made')
})

responding('response.writeHead with message and headers', (res) => {
  res.writeHead(202, 'Taken In', { 'X-One': '1', 'x-two': ['2', '22'], 'X-Num': 3 as unknown as string })
  res.end()
})

responding('response.writeHead with undefined message and headers', (res) => {
  res.writeHead(200, undefined, { 'X-One': '1' })
  res.end('hi')
})

responding('response.writeHead headers as a flat array keep their order and repetitions', (res) => {
  res.writeHead(200, ['X-B', '1', 'X-A', '2', 'X-B', '3', 'Content-Length', '0'])
  res.end()
})

responding('response.writeHead headers as an array of pairs', (res, log) => {
  attempt(log, 'writeHead', () =>
    res.writeHead(200, [
      ['X-B', '1'],
      ['X-A', '2'],
    ] as unknown as string[]),
  )
  res.end()
})

responding('response.writeHead with a flat array of odd length throws', (res, log) => {
  attempt(log, 'writeHead', () => res.writeHead(200, ['X-A']))
  res.end()
})

responding('response.writeHead wins over response.setHeader and joins with it', (res, log) => {
  res.setHeader('Content-Type', 'text/html')
  res.setHeader('X-Foo', 'bar')
  res.writeHead(200, { 'content-type': 'text/plain', 'X-New': 'n' })
  log('after', res.getHeader('Content-Type'), res.getHeaderNames())
  res.end('ok')
})

responding(
  'response.writeHead with a flat array over response.setHeader',
  (res, log) => {
    res.setHeader('X-Foo', 'bar')
    res.setHeader('X-Keep', 'k')
    res.writeHead(200, ['X-Foo', '1', 'X-Foo', '2'])
    log('after', res.getHeaders())
    res.end()
  },
  { newest: 'allowed' },
)

responding('response.writeHead twice throws, and so does response.setHeader afterwards', (res, log) => {
  res.writeHead(200)
  attempt(log, 'writeHead', () => res.writeHead(200))
  attempt(log, 'setHeader', () => res.setHeader('a', 'b'))
  attempt(log, 'appendHeader', () => res.appendHeader('a', 'b'))
  attempt(log, 'removeHeader', () => res.removeHeader('a'))
  attempt(log, 'setHeaders', () => res.setHeaders(new Map([['a', 'b']])))
  res.write('x')
  attempt(log, 'late setHeader', () => res.setHeader('a', 'b'))
  res.end()
})

responding('response.writeHead with a status that is none throws', (res, log) => {
  for (const code of [0, 99, 1000, '', 'abc', undefined, {}]) {
    attempt(log, `writeHead ${JSON.stringify(code)}`, () => res.writeHead(code as number))
  }
  res.writeHead('204' as unknown as number)
  res.end()
})

responding('response.writeHead with invalid names and values throws', (res, log) => {
  attempt(log, 'name', () => res.writeHead(200, { 'a b': '1' }))
  attempt(log, 'value', () => res.writeHead(200, { a: 'b\nc' }))
  attempt(log, 'undefined', () => res.writeHead(200, { a: undefined }))
  res.end()
})

responding('response.setHeader, response.getHeader, response.hasHeader and response.removeHeader', (res, log) => {
  log('chained', res.setHeader('X-Mixed', 'Case') === res)
  res.setHeader('x-list', ['a', 'b'])
  res.setHeader('X-Number', 7)
  log('get', res.getHeader('x-mixed'), res.getHeader('X-LIST'), res.getHeader('x-number'), res.getHeader('none'))
  log('has', res.hasHeader('X-MIXED'), res.hasHeader('none'))
  res.setHeader('X-MIXED', 'again')
  log('removed', res.removeHeader('x-list'), res.hasHeader('x-list'))
  log('names', res.getHeaderNames())
  res.end()
})

responding('response.getHeaders, response.getHeaderNames and response.getRawHeaderNames', (res, log) => {
  log('none', res.getHeaders(), res.getHeaderNames(), call(res, 'getRawHeaderNames'))
  res.setHeader('Set-Cookie', ['a=1', 'b=2'])
  res.setHeader('X-Two', '2')
  const headers = res.getHeaders()
  log('some', headers, Object.getPrototypeOf(headers), res.getHeaderNames(), call(res, 'getRawHeaderNames'))
  headers['x-two'] = 'changed'
  log('a copy', res.getHeader('x-two'))
  res.end()
})

responding('response.appendHeader makes lists of values', (res, log) => {
  log('chained', res.appendHeader('X-A', '1') === res, res.getHeader('x-a'))
  res.appendHeader('x-a', '2')
  res.appendHeader('X-A', ['3', '4'])
  log('now', res.getHeader('X-A'))
  res.setHeader('X-B', 'one')
  res.appendHeader('X-B', 'two')
  res.end()
})

responding('response.setHeaders takes Headers and Map and refuses others', (res, log) => {
  const headers = new Headers({ foo: '1', Bar: '2' })
  headers.append('set-cookie', 'a=1')
  headers.append('set-cookie', 'b=2')
  log('chained', res.setHeaders(headers) === res, res.getHeaders())
  res.setHeaders(new Map([['X-Map', 'm']]))
  for (const wrong of [{ a: '1' }, ['a', '1'], null, undefined, 'a']) {
    attempt(log, 'setHeaders', () => res.setHeaders(wrong as unknown as Headers))
  }
  res.end()
})

responding('response.setHeader refuses what is no name or value', (res, log) => {
  for (const name of ['', 'a b', 'ä', 'a:', undefined, 5, Symbol.iterator]) {
    attempt(log, `name ${String(name)}`, () => res.setHeader(name as string, 'v'))
  }
  for (const value of [undefined, 'a\r\nb', '\u0000', 'snow \u2603', '\u007f', ['ok', 'b\nad']]) {
    attempt(log, `value ${JSON.stringify(value)}`, () => res.setHeader('x-v', value as string))
  }
  attempt(log, 'appendHeader', () => res.appendHeader('x', '\n'))
  attempt(log, 'getHeader', () => res.getHeader(undefined as unknown as string))
  attempt(log, 'hasHeader', () => res.hasHeader(1 as unknown as string))
  attempt(log, 'removeHeader', () => res.removeHeader(undefined as unknown as string))
  res.setHeader('x-latin', 'fa\u00e7ade\ttab')
  res.setHeader('x-empty', '')
  res.setHeader('x-null', null as unknown as string)
  res.setHeader('x-true', true as unknown as string)
  res.end()
})

responding('response.setHeader with Set-Cookie and Cookie lists on the wire', (res) => {
  res.setHeader('Set-Cookie', ['a=1', 'b=2'])
  res.setHeader('Cookie', ['a=1', 'b=2'])
  res.setHeader('X-List', ['a', 'b'])
  res.end()
})

responding('response.sendDate false leaves the Date away, true puts one there', (res, log) => {
  log('sendDate', res.sendDate)
  res.sendDate = false
  res.end()
})

responding('response.sendDate: a Date that was set is kept', (res) => {
  res.setHeader('Date', 'Sun, 06 Nov 1994 08:49:37 GMT!')
  res.end()
})

responding('response.removeHeader of the fields which are sent by themselves', (res) => {
  res.removeHeader('Date')
  res.removeHeader('Connection')
  res.removeHeader('Content-Length')
  res.removeHeader('Transfer-Encoding')
  res.end('body')
})

responding('response.headersSent turns true with the first write', (res, log) => {
  log('before', res.headersSent)
  res.write('a')
  log('after', res.headersSent)
  res.end()
  attempt(log, 'read only', () => {
    Reflect.set(res, 'headersSent', false)
    return res.headersSent
  })
})

responding('response.flushHeaders sends the head before there is a body', (res, log) => {
  res.setHeader('X-Early', '1')
  res.flushHeaders()
  log('sent', res.headersSent)
  setImmediate(() => res.end('later'))
})

responding('response.req is the request it answers', (res, log, req) => {
  log('req', res.req === req)
  res.end()
})

responding('response.writeHead keeps the letters of the names it was given', (res) => {
  res.setHeader('content-TYPE', 'a')
  res.setHeader('CONTENT-type', 'b')
  res.setHeader('x-lower', 'c')
  res.writeHead(200, { 'X-LOWER': 'd' })
  res.end()
})

responding(
  'response.setHeader with own Connection, Keep-Alive and Transfer-Encoding',
  (res) => {
    res.setHeader('Connection', 'close')
    res.setHeader('Keep-Alive', 'timeout=99')
    res.setHeader('Transfer-Encoding', 'chunked')
    res.end('body')
  },
  { request: head('GET / HTTP/1.1', 'Host: a'), until: /0\r\n\r\n/ },
)

responding(
  'response.writeContinue, response.writeProcessing and response.writeEarlyHints before the head',
  (res, log) => {
    res.writeContinue()
    res.writeProcessing()
    res.writeEarlyHints({ link: '</style.css>; rel=preload; as=style', 'x-trace': 'id' }, () => log('hints written'))
    res.writeEarlyHints({ link: ['</a.css>; rel=preload', '</b.js>; rel=preload; as=script'] })
    log('sent', res.headersSent)
    res.end('final')
  },
)

responding(
  'response.writeEarlyHints refuses what is no Link',
  (res, log) => {
    attempt(log, 'no link', () => res.writeEarlyHints({}))
    attempt(log, 'bad link', () => res.writeEarlyHints({ link: 'nope' }))
    attempt(log, 'empty', () => res.writeEarlyHints({ link: [] }))
    attempt(log, 'no object', () => res.writeEarlyHints('a' as unknown as Record<string, string>))
    attempt(log, 'injected', () => res.writeEarlyHints({ link: '</a>; rel=preload', x: 'a\r\nb' }))
    res.end()
  },
  { newest: 'required' },
)

responding(
  'response.writeEarlyHints after the head',
  (res, log) => {
    res.write('begun')
    attempt(log, 'hints', () => res.writeEarlyHints({ link: '</a>; rel=preload' }))
    attempt(log, 'continue', () => res.writeContinue())
    attempt(log, 'processing', () => res.writeProcessing())
    res.end()
  },
  { newest: 'required' },
)

scenario(
  'response.writeInformation sends an informational response of any kind',
  async ({ http }, log) => {
    const server = http.createServer((_req, res) => {
      const inform = (...values: unknown[]) => call(res, 'writeInformation', ...values)
      attempt(log, '104', () => inform(104))
      attempt(log, '103', () => inform(103, { Link: '</a>; rel=preload', 'x-n': '1' }, () => log('written')))
      for (const status of [99, 101, 200, 'x']) attempt(log, String(status), () => inform(status))
      attempt(log, 'bad value', () => inform(103, { a: 'b\r\nc' }))
      res.end('final')
    })
    await answer(server, log)
  },
  { newest: 'required' },
)

scenario('server option uniqueHeaders joins a list of values into one line', async ({ http }, log) => {
  const server = http.createServer({ uniqueHeaders: ['x-list', 'Set-Cookie'] }, (_req, res) => {
    res.setHeader('X-List', ['a', 'b'])
    res.setHeader('Set-Cookie', ['a', 'b'])
    res.setHeader('X-Other', ['a', 'b'])
    res.end()
  })
  await answer(server, log)
})
