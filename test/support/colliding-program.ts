// Reads requests whose field names collide, and others as long whose names do not, on the built-in and on nethttp, and
// prints the milliseconds that each took. Run with `--hash-seed=SEED`, and the seed behind the program's name.

import builtin from 'node:http'
import nethttp from 'nethttp'
import { collidingNames } from './colliding-names.ts'
import { duplexPair } from './duplex-pair.ts'

/** As many names of nine letters as fit into a head. */
const COUNT = 1200
const RUNS = 3
const seed = Number(process.argv[2])

type Module = typeof builtin

/** How long it takes until the handler has seen `headers`, or, unread, until it is called. */
function readMs(module: Module, names: string[], isRead: boolean): Promise<number> {
  const [near, far] = duplexPair({ highWaterMark: 65_536 })
  const text = `GET / HTTP/1.1\r\nHost: a\r\n${names.map((name) => `${name}:\r\n`).join('')}\r\n`
  let begun = 0
  return new Promise((resolve, reject) => {
    const server = module.createServer((request) => {
      const count = isRead ? Object.keys(request.headers).length : names.length + 1
      const tookMs = performance.now() - begun
      near.destroy()
      if (count === names.length + 1) resolve(tookMs)
      else reject(new Error(`${count} fields`))
    })
    // The built-in shows a thousand by default.
    server.maxHeadersCount = 0
    server.on('clientError', reject)
    server.emit('connection', far)
    setImmediate(() => {
      begun = performance.now()
      near.write(text)
    })
  })
}

/** Names that no table has yet, that share a hash or do not. */
function freshNames(run: number, isColliding: boolean): string[] {
  if (isColliding) return collidingNames(COUNT, seed, 0x1000_0000 + run * 0x0123_4567)
  return Array.from({ length: COUNT }, (_, i) => `${run.toString(36)}x${i.toString(36)}`.padEnd(9, '-'))
}

const times: Record<string, number> = {}
let run = 0
for (const isColliding of [false, true]) {
  for (const [name, module, isRead] of [
    ['built-in', builtin, true],
    ['nethttp', nethttp, true],
    ['unread', nethttp, false],
  ] as [string, Module, boolean][]) {
    const taken: number[] = []
    for (let i = 0; i < RUNS; i++) taken.push(await readMs(module, freshNames(++run, isColliding), isRead))
    taken.sort((a, b) => a - b)
    times[`${name}, ${isColliding ? 'colliding' : 'others'}`] = taken[RUNS >> 1]
  }
}
console.log(JSON.stringify(times))
