// Rows of shapes that nobody honest sends: none may cost more than on the built-in.

import { timesLess } from '../harness/goals.mjs'
import { exchange } from './hello.mjs'
import { post } from './post.mjs'

const goals = [timesLess('node:http', 1, 1.2)]
const withFields = (headers) => ({ ...exchange.request, headers: { ...exchange.request.headers, ...headers } })
const tinyChunks = 256

export const byteByByte = {
  ...exchange,
  name: 'byte-by-byte',
  title: 'head that comes byte by byte',
  goals,
  load: 'net',
  isCut: true,
  connections: 8,
}

export const sameName = {
  ...exchange,
  name: 'same-name',
  title: '200 fields of one name',
  goals,
  request: withFields({ 'X-Same': Array.from({ length: 200 }, (_, index) => `value ${index}`) }),
}

export const largeHead = {
  ...exchange,
  name: 'large-head',
  title: 'head of nearly 16 KiB',
  goals,
  request: withFields(Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`X-${index}`, 'v'.repeat(1000)]))),
}

export const chunkFlood = {
  ...post,
  name: 'tiny-chunks',
  title: `POST of ${tinyChunks} chunks of one byte`,
  goals,
  variants: ['node:http', 'nethttp'],
  answerBody: JSON.stringify({ received: tinyChunks }),
  request: {
    ...post.request,
    headers: { ...post.request.headers, 'Transfer-Encoding': 'chunked' },
    body: `${'1\r\nx\r\n'.repeat(tinyChunks)}0\r\n\r\n`,
  },
  checks: false,
}
