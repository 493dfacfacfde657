// A response as a stream: callbacks, the order of its events, its writable… properties, cork, errors of use,
// destruction, timeouts, and its socket being given and taken.
import { Writable } from 'node:stream'
import { scenario } from '../support/differential.ts'
import { attempt, type Log, watch } from '../support/log.ts'
import { answer, listen, pause, seen, turns } from '../support/peers.ts'
import { connectRaw, END, exchange, GET, GET_CLOSE } from '../support/raw.ts'
import { responding } from '../support/responding.ts'

type Response = import('node:http').ServerResponse

function state(log: Log, label: string, res: Response): void {
  log(
    label,
    `writable ${res.writable} ended ${res.writableEnded} finished ${res.writableFinished}/${res.finished}`,
    `destroyed ${res.destroyed} closed ${res.closed} errored ${res.errored}`,
    `sent ${res.headersSent} length ${res.writableLength}`,
    `needDrain ${res.writableNeedDrain} object ${res.writableObjectMode} socket ${res.socket !== null}`,
  )
}

function watchAll(log: Log, res: Response): void {
  watch(log, res, 'res', 'prefinish', 'finish', 'close', 'error', 'drain', 'pipe', 'unpipe')
}

responding(
  'response events prefinish, finish and close, with response.closed, response.errored, response.writableLength and response.writableNeedDrain',
  async (res, log) => {
    watchAll(log, res)
    for (const event of ['prefinish', 'finish', 'close']) res.on(event, () => state(log, `at ${event}`, res))
    state(log, 'new', res)
    res.write('a')
    state(log, 'written', res)
    res.end('b')
    state(log, 'ended', res)
    await seen(res, 'close')
    state(log, 'closed', res)
  },
  { newest: 'allowed' },
)

responding(
  'response event finish comes before close also when the connection is kept',
  (res, log) => {
    watchAll(log, res)
    res.end('x')
  },
  { request: [GET, /x$/, GET_CLOSE] },
)

responding(
  'response.write and response.end call their callbacks',
  (res, log) => {
    watchAll(log, res)
    res.write('a', () => log('a written'))
    res.write('b', 'utf8', (error) => log('b written', error))
    res.end('c', 'latin1', () => log('ended'))
  },
  { newest: 'allowed' },
)

responding('response.end with only a callback', (res, log) => {
  log('chained', res.end(() => log('ended')) === res)
})

responding(
  'response.end twice: the second callback has an error, or none',
  (res, log) => {
    watchAll(log, res)
    // In which order, generations of Node differ.
    const called: string[] = []
    res.end('a', () => called.push('first'))
    res.end(() => called.push('second'))
    res.on('close', () => log('called', called.sort()))
    res.end('more', (...values: unknown[]) => log('third', ...values))
    res.on('finish', () => res.end((...values: unknown[]) => log('after finish', ...values)))
  },
  { newest: 'allowed' },
)

responding('response.write after response.end is an error event and a callback with it', (res, log) => {
  watchAll(log, res)
  res.end('a')
  log(
    'write',
    res.write('late', (error) => log('written', error)),
  )
})

responding('response.write after close gives its callback an error', async (res, log) => {
  watchAll(log, res)
  res.end('a')
  await seen(res, 'close')
  log(
    'write',
    res.write('late', (error) => log('written', error)),
  )
})

responding(
  'response.write refuses what is no chunk',
  (res, log) => {
    for (const chunk of [null, undefined, 5, true, {}, [], Symbol.iterator, () => {}]) {
      attempt(log, `write ${String(chunk)}`, () => res.write(chunk))
    }
    attempt(log, 'encoding', () => res.write('a', 'nonsense' as BufferEncoding))
    for (const chunk of [5, {}, true]) attempt(log, `end ${JSON.stringify(chunk)}`, () => res.end(chunk))
    if (!res.writableEnded) res.end()
  },
  { newest: 'allowed' },
)

responding('response.end with null, undefined and an empty string', (res) => {
  res.end(null)
})

responding('response.cork and response.uncork gather chunks, and response.writableCorked counts', async (res, log) => {
  res.cork()
  log('corked', res.writableCorked)
  res.write('one')
  res.write('two')
  res.cork()
  log('corked', res.writableCorked)
  res.uncork()
  await turns()
  log('corked', res.writableCorked)
  res.uncork()
  log('corked', res.writableCorked)
  await turns()
  res.end()
})

responding(
  'response.end uncorks',
  (res) => {
    res.cork()
    res.write('one')
    res.end('two')
  },
  { newest: 'required' },
)

responding('response.pipe throws or errors, for a response is not readable', (res, log) => {
  watchAll(log, res)
  attempt(log, 'pipe', () => res.pipe(new Writable()))
  setImmediate(() => res.end())
})

responding('response.destroy before anything was sent', (res, log) => {
  watchAll(log, res)
  log('chained', res.destroy() === res)
  state(log, 'destroyed', res)
  attempt(log, 'write', () => res.write('late', (error) => log('written', error)))
  attempt(log, 'end', () => res.end('late', () => log('end callback')))
})

responding('response.destroy with an error', (res, log, req) => {
  watchAll(log, res)
  watch(log, req.socket, 'socket', 'error', 'close')
  res.destroy(new Error('enough'))
  log('errored', res.errored, res.destroyed)
  res.destroy(new Error('again'))
  log('errored', res.errored)
})

responding('response.destroy in the middle of the body', async (res, log) => {
  watchAll(log, res)
  res.write('partial')
  await turns(5)
  res.destroy()
})

responding(
  'response.setTimeout calls back on an idle socket, which stays open',
  (res, log) => {
    watch(log, res, 'res', 'timeout')
    log(
      'chained',
      res.setTimeout(15, (...values: unknown[]) => {
        log('callback', values.length)
        res.end('after a while')
      }) === res,
    )
  },
  { together: true },
)

responding(
  'response.setTimeout without a listener destroys the socket',
  (res, log) => {
    watch(log, res, 'res', 'close', 'finish')
    res.setTimeout(15)
  },
  { together: true },
)

responding('response.detachSocket and response.assignSocket give the socket away and back', (res, log) => {
  const { socket } = res
  if (socket === null) return
  res.detachSocket(socket)
  log('detached', res.socket, Reflect.get(socket, '_httpMessage'))
  res.assignSocket(socket)
  log('assigned', res.socket === socket, Reflect.get(socket, '_httpMessage') === res)
  attempt(log, 'assigned twice', () => res.assignSocket(socket))
  res.end('fine')
})

responding('response.connection and response.socket are the same, and gone after the response', async (res, log) => {
  log('same', res.connection === res.socket, res.socket !== null)
  res.end()
  await seen(res, 'close')
  log('gone', res.connection, res.socket)
})

responding('response.finished and response.writableEnded are true after response.end', (res, log) => {
  log('before', res.finished, res.writableEnded)
  res.end()
  log('after', res.finished, res.writableEnded)
})

responding('response.writableHighWaterMark is that of the socket', (res, log) => {
  log('same', res.writableHighWaterMark === res.socket?.writableHighWaterMark)
  res.end()
})

scenario(
  'response.write answers false under back-pressure, and event drain says when to go on',
  async ({ http }, log) => {
    const block = Buffer.alloc(1 << 20, 'a')
    const server = http.createServer((_req, res) => {
      res.setHeader('Content-Length', block.length * 8)
      let left = 8
      const more = () => {
        while (left > 0) {
          left--
          if (!res.write(block)) {
            log('full', res.writableNeedDrain, res.writableLength > 0)
            res.once('drain', () => {
              log('drain', res.writableNeedDrain, res.writableLength)
              more()
            })
            return
          }
        }
        res.end()
      }
      more()
    })
    const port = await listen(server, log)
    const { text } = await exchange(port, GET_CLOSE)
    log('bytes of body', text.length - text.indexOf('\r\n\r\n') - 4)
  },
)

scenario(
  'response.write without the answer being read stalls, and close comes when the reader leaves',
  async ({ http }, log) => {
    const block = Buffer.alloc(1 << 20, 'a')
    const server = http.createServer((_req, res) => {
      watch(log, res, 'res', 'finish', 'close', 'error')
      for (let count = 0; count < 12; count++) res.write(block)
      res.end()
      log('stalled', res.writableFinished)
    })
    const port = await listen(server, log)
    const client = await connectRaw(port)
    client.socket.pause()
    client.send(GET)
    await seen(server, 'request')
    await pause(20)
    log('client leaves')
    client.destroy()
    await pause(20)
  },
  { newest: 'allowed' },
)

responding(
  'response.end after the client has ended its side is still delivered',
  (res) => {
    setTimeout(() => res.end('late but there'), 10)
  },
  { request: [GET_CLOSE, END], together: true },
)

scenario('server option highWaterMark sets that of messages', async ({ http }, log) => {
  const server = http.createServer({ highWaterMark: 1234 }, (req, res) => {
    log('marks', req.readableHighWaterMark, req.socket.readableHighWaterMark, res.writableHighWaterMark)
    res.end()
  })
  await answer(server, log)
})

scenario('server option ServerResponse and IncomingMessage: classes of the caller are used', async ({ http }, log) => {
  class MyRequest extends http.IncomingMessage {
    get shout(): string {
      return `${this.url}!`
    }
  }
  class MyResponse<T extends InstanceType<typeof http.IncomingMessage>> extends http.ServerResponse<T> {
    say(word: string): void {
      this.end(word)
    }
  }
  const server = http.createServer({ IncomingMessage: MyRequest, ServerResponse: MyResponse }, (req, res) => {
    log('classes', req instanceof MyRequest, res instanceof MyResponse, req instanceof http.IncomingMessage)
    res.say(req.shout)
  })
  await answer(server, log)
})

scenario(
  'response event close comes for every pipelined response when the connection breaks',
  async ({ http }, log) => {
    const server = http.createServer((req, res) => {
      log('request', req.url)
      watch(log.lane(`res ${req.url}`), res, 'res', 'finish', 'close')
      watch(log.lane(`req ${req.url}`), req, 'req', 'aborted', 'close', 'error')
    })
    const port = await listen(server, log)
    const client = await connectRaw(port)
    client.send('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n')
    await seen(server, 'request')
    await turns(5)
    client.destroy()
    await pause(20)
  },
  { newest: 'allowed' },
)
