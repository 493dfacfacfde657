// Nothing is buffered whole: a gibibyte each way through one process, and a reader that stalls its sender.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import http from 'nethttp'

const PROGRAM = fileURLToPath(new URL('support/gigabyte-program.ts', import.meta.url))
const GIBIBYTE = 1024 ** 3

interface Seen {
  up: number
  down: number
  grownMiB: number
}

async function send(over: 'http' | 'net'): Promise<Seen> {
  const args = ['--import', 'tsx', '--expose-gc', PROGRAM, over]
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 })
  return JSON.parse(stdout)
}

test('a gibibyte up and one down through one process add less than 64 MiB to what sockets take', async () => {
  const floor = await send('net')
  const { up, down, grownMiB } = await send('http')
  assert.deepEqual([up, down], [GIBIBYTE, GIBIBYTE])
  assert.ok(grownMiB - floor.grownMiB < 64, `grew by ${grownMiB} MiB, bare net by ${floor.grownMiB} MiB`)
})

/** Writes until told to wait, and again after each `drain`; counts what was taken. */
function flood(stream: http.ServerResponse | http.ClientRequest, most: number): { bytes: number } {
  const taken = { bytes: 0 }
  const block = Buffer.alloc(64 * 1024)
  const write = () => {
    while (taken.bytes < most) {
      taken.bytes += block.length
      if (!stream.write(block)) return
    }
  }
  stream.on('drain', write)
  write()
  return taken
}

const MOST_BYTES = 256 * 1024 * 1024
// What sockets of loopback and the two streams may hold between them.
const HELD_BYTES = 32 * 1024 * 1024

test('a client that does not read stalls the response', async (t) => {
  let taken = { bytes: 0 }
  const server = http.createServer((_request, response) => {
    taken = flood(response, MOST_BYTES)
  })
  server.listen(0, '127.0.0.1')
  t.after(() => server.closeAllConnections())
  await once(server, 'listening')
  const request = http.get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  response.on('error', () => {})
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.ok(taken.bytes < HELD_BYTES, `${taken.bytes} bytes were taken`)
  const before = taken.bytes
  let read = 0
  response.on('data', (chunk: Buffer) => {
    read += chunk.length
  })
  while (read < before) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.ok(taken.bytes > before, 'the sender goes on when there is room')
  request.destroy()
  server.close()
})

test('a server that does not read stalls the request', async (t) => {
  const server = http.createServer((request) => {
    request.pause()
    request.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  t.after(() => server.closeAllConnections())
  await once(server, 'listening')
  const request = http.request({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    method: 'POST',
  })
  request.on('error', () => {})
  const taken = flood(request, MOST_BYTES)
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.ok(taken.bytes < HELD_BYTES, `${taken.bytes} bytes were taken`)
  request.destroy()
  server.close()
})
