// Raw requests at and beyond the limits of src/protocol/limits.ts (RFC 9110 §5.4, RFC 9112 §3).

import { chunked, get, line, NEXT, type RequestCase, reads, refuses } from '../request-case.ts'

const L = 'RFC 9110 §5.4'
const many = (count: number) => Array.from({ length: count }, (_, i) => `X${i}: 1`)
const tooLarge = { status: 431 }

export const limits: RequestCase[] = [
  reads('a target of 15 KiB', 'RFC 9112 §3', line(`GET /${'a'.repeat(15_000)} HTTP/1.1`), `GET /${'a'.repeat(15_000)}`),
  refuses('a target of 17 KiB', 'RFC 9112 §3', line(`GET /${'a'.repeat(17_000)} HTTP/1.1`), tooLarge),
  reads('a value of 15 KiB', L, get(`X: ${'a'.repeat(15_000)}`), 'GET /'),
  refuses('a value of 17 KiB', L, get(`X: ${'a'.repeat(17_000)}`), tooLarge),
  refuses('a name of 17 KiB', L, get(`${'a'.repeat(17_000)}: 1`), tooLarge),
  refuses('a name of 17 KiB without a colon', L, get('a'.repeat(17_000)), tooLarge),
  refuses('a value that has no end yet', L, `GET / HTTP/1.1\r\nX: ${'a'.repeat(17_000)}`, tooLarge),
  refuses('many fields of 20 KiB together', L, get(...Array(20).fill(`X: ${'a'.repeat(1000)}`)), tooLarge),
  reads('a thousand fields', L, get(...many(1000)), 'GET /'),
  refuses('three thousand fields', L, get(...many(3000)), tooLarge),
  reads('two large heads, each below the limit', L, get(`X: ${'a'.repeat(10_000)}`).repeat(2) + NEXT, [
    'GET /',
    'GET /',
    'GET /next',
  ]),
  reads(
    'a hundred chunks with extensions below the limit',
    'RFC 9112 §7.1.1',
    `${chunked(`1;${'x'.repeat(100)}\r\na\r\n`.repeat(100))}0\r\n\r\n${NEXT}`,
    [`POST / ${'a'.repeat(100)}`, 'GET /next'],
  ),
  refuses('a chunk size of a thousand digits', 'RFC 9112 §7.1', chunked(`${'0'.repeat(1000)}1\r\na\r\n`), {
    seen: 'POST /…',
  }),
  refuses('white space of 17 KiB before a value', L, get(`X:${' '.repeat(17_000)}1`), tooLarge),
]
