// Knows along what the cost of a request is followed: each curve is a row with one number that grows. A point of a curve
// is the row `<curve>@<number>`.

import { chunked } from '../rows/chunked.mjs'
import { hello } from '../rows/hello.mjs'
import { post } from '../rows/post.mjs'

const variants = ['node:http', 'nethttp']
const times = (count, make) => Array.from({ length: count }, (_, index) => make(index))

function withFields(count, make) {
  return { ...hello, request: { ...hello.request, headers: Object.fromEntries(times(count, make)) } }
}

export const curves = [
  {
    name: 'fields',
    title: 'field lines of a request',
    points: [0, 4, 8, 16, 32, 64],
    rowAt: (count) => withFields(count, (index) => [`X-Field-${index}`, `the value of field ${index}`]),
  },
  {
    name: 'cookies',
    title: 'cookies of a request',
    points: [1, 4, 16, 64],
    rowAt: (count) => ({
      ...hello,
      request: {
        ...hello.request,
        headers: { Cookie: times(count, (index) => `name${index}=value${index}`).join('; ') },
      },
      createServer: (http, counter) =>
        http.createServer((request, response) => {
          counter.requests += 1
          response.end(String(request.headers.cookie.length))
        }),
      answerBody: undefined,
      answerBytes: String(times(count, (index) => `name${index}=value${index}`).join('; ').length).length,
    }),
  },
  {
    name: 'body',
    title: 'bytes of a request body',
    points: [0, 1024, 16_384, 131_072, 1_048_576],
    rowAt: (bytes) => ({
      ...post,
      connections: bytes > 100_000 ? 8 : 64,
      request: { ...post.request, body: 'x'.repeat(bytes) },
      answerBody: JSON.stringify({ received: bytes }),
    }),
  },
  {
    name: 'connections',
    title: 'connections in use',
    points: [1, 10, 100, 1000, 10_000],
    rowAt: (count) => ({ ...hello, connections: count }),
  },
  {
    name: 'pipelined',
    title: 'requests a write',
    points: [1, 4, 16, 64],
    rowAt: (depth) => ({ ...hello, pipelined: depth }),
  },
  {
    name: 'chunks',
    title: 'chunks of an answer',
    points: [1, 4, 16, 64, 256],
    rowAt: (count) => ({
      ...chunked,
      answerBody: times(count, (index) => `piece ${index}\n`).join(''),
      createServer: (http, counter) =>
        http.createServer((_request, response) => {
          counter.requests += 1
          for (let index = 0; index < count; index += 1) response.write(`piece ${index}\n`)
          response.end()
        }),
    }),
  },
]

/** The row of a point, or undefined when `name` is none. */
export function growthRow(name) {
  const [curveName, at] = name.split('@')
  const curve = at === undefined ? undefined : curves.find((candidate) => candidate.name === curveName)
  return curve === undefined ? undefined : { ...curve.rowAt(Number(at)), name, variants, goals: [] }
}
