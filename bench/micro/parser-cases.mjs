// Heads to read, and who reads them: nethttp's parser, http-parser-js, and the native parser by what `node:http` lets one
// see of it: a server over a stream in memory, with ours measured the same way beside it.

import { createRequire } from 'node:module'
import { PassThrough } from 'node:stream'
import { loadHttp } from '../processes/module-under-test.mjs'
import { browserHeaders } from '../wire/browser-headers.mjs'
import { requestText } from '../wire/request-bytes.mjs'

/** About what one read of a socket brings; http-parser-js takes no more than 80 KiB of heads in one piece. */
const bytesPerRun = 65_536
const requireFromCheckout = createRequire(new URL('../../package.json', import.meta.url))

const heads = [
  ['small head (2 fields)', { Accept: '*/*' }],
  ['browser-like head (12 fields)', browserHeaders],
  [
    'head of 16 KiB (60 fields)',
    Object.fromEntries(Array.from({ length: 59 }, (_, index) => [`X-Field-${index}`, 'v'.repeat(255)])),
  ],
]

export async function parserCases() {
  const { HTTPParser } = await import('http-parser-js')
  return heads.flatMap(([title, headers]) => {
    const same = inputOf(headers, () => '')
    const differing = inputOf(headers, (index) => index)
    return [
      { title: `${title}, the same again`, ...same, cases: parsersOf(HTTPParser, same) },
      { title: `${title}, each different`, ...differing, cases: parsersOf(HTTPParser, differing) },
    ]
  })
}

/** Many heads in one piece of bytes, a field of which may differ from head to head. */
function inputOf(headers, mark) {
  const text = (index) =>
    requestText({ method: 'GET', path: '/', headers: { ...headers, 'X-Mark': `mark${mark(index)}` }, body: '' }, 80)
  const count = Math.floor(bytesPerRun / text(999).length)
  const input = Buffer.from(Array.from({ length: count }, (_, index) => text(index)).join(''), 'latin1')
  return { input, perRun: count, bytes: input.length / count }
}

function parsersOf(HTTPParser, { input, perRun }) {
  return [
    { variant: 'nethttp/protocol', run: ownParser(input) },
    { variant: 'nethttp, fields split', run: ownParser(input, true) },
    { variant: 'http-parser-js', run: otherParser(HTTPParser, input) },
    { variant: 'node:http server', run: serverOf(loadHttp('node:http'), input, perRun) },
    { variant: 'nethttp server', run: serverOf(loadHttp('nethttp'), input, perRun) },
  ]
}

/** @param splits also makes the list of names and values, which http-parser-js and the native parser always do */
function ownParser(input, splits = false) {
  const { MessageParser, parseFieldLines, READ_BODY } = requireFromCheckout('nethttp/protocol')
  let strings = 0
  const parser = new MessageParser('request', {
    onHead(head) {
      if (splits) strings += parseFieldLines(head.text, head.fieldsStart, head.fieldsEnd).length
      return READ_BODY
    },
    onBody() {},
    onTrailers() {},
    onMessageEnd() {},
  })
  return () => {
    parser.execute(input)
    if (parser.error !== null) throw parser.error
    return strings
  }
}

function otherParser(HTTPParser, input) {
  const parser = new HTTPParser(HTTPParser.REQUEST)
  let strings = 0
  parser[HTTPParser.kOnHeadersComplete] = ({ headers }) => {
    strings += headers.length
  }
  parser[HTTPParser.kOnMessageComplete] = () => {}
  return () => {
    const consumed = parser.execute(input)
    if (consumed !== input.length) throw new Error('http-parser-js did not read all')
    return strings
  }
}

/** A request is told and answered with nothing, so that message objects are in the figure as well. */
function serverOf(http, input, perRun) {
  let seen = 0
  // Before its turn and between two of them a server waits longer than it would for a client.
  const patience = { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 }
  const server = http.createServer(patience, (_request, response) => {
    seen += 1
    response.end()
  })
  const socket = new PassThrough({ highWaterMark: 2 ** 30 })
  socket.write = (_data, _encoding, callback) => {
    if (callback) process.nextTick(callback)
    return true
  }
  server.emit('connection', socket)
  return async () => {
    const before = seen
    socket.emit('data', input)
    if (seen - before !== perRun) throw new Error(`${seen - before} of ${perRun} requests were told`)
    // What is told a tick later belongs to the cost, and would pile up.
    await new Promise(setImmediate)
  }
}
