// Inputs for the properties: messages put together along the grammar, then bent at a few places, all out of one seed.
// Knows what readers of HTTP disagree about; must not know the parser.

import { seeded } from '../wire/connection-bytes.ts'

export type Random = () => number

export const pick = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)]
export const below = (random: Random, limit: number): number => Math.floor(random() * limit)

const TARGETS = ['/', '/a', '/a?b=c', '*', 'http://a/b', 'a:1', '/%0d', '//', '/#']
const VALUES = [
  '1',
  '',
  'a, b',
  'close',
  'keep-alive',
  'chunked',
  'upgrade',
  '0',
  '3',
  '"a\\"b"',
  '\xe4',
  '5, 5',
  'gzip, chunked',
  '+3',
  '0x3',
]
const NAMES = [
  'Host',
  'X',
  'Content-Length',
  'Transfer-Encoding',
  'Connection',
  'Upgrade',
  'Expect',
  'Trailer',
  '__proto__',
  'TE',
]
const EXTENSIONS = ['', '', '', ';a', ';a=b', ';a="b"', ' ; a = b', ';', ';;a', ';=b', ';a="', '\t;a', ';a="\\""']
const ODD = [
  '\r',
  '\n',
  '\r\n',
  '\0',
  ' ',
  '\t',
  ':',
  ';',
  ',',
  '"',
  '\\',
  '\x7f',
  '\xff',
  '0',
  'a',
  '\x0b',
  '\r\n ',
  '\r\n\r\n',
  '-',
  '=',
]

function fieldLine(random: Random): string {
  return `${pick(random, NAMES)}${pick(random, [': ', ':', ':\t', ' : '])}${pick(random, VALUES)}${pick(random, ['', '', ' '])}\r\n`
}

function chunkedBody(random: Random): string {
  let body = ''
  for (let i = below(random, 3); i > 0; i--) {
    const size = 1 + below(random, 18)
    body += `${pick(random, ['', '0'])}${size.toString(16)}${pick(random, EXTENSIONS)}\r\n${'x'.repeat(size)}\r\n`
  }
  return `${body}0${pick(random, EXTENSIONS)}\r\n${random() < 0.3 ? fieldLine(random) : ''}\r\n`
}

/** One message as an honest peer might send it, mostly. */
function message(random: Random, role: 'request' | 'response'): string {
  const version = pick(random, ['1.1', '1.1', '1.1', '1.0'])
  const start =
    role === 'request'
      ? `${pick(random, ['GET', 'POST', 'HEAD', 'PUT', 'OPTIONS'])} ${pick(random, TARGETS)} HTTP/${version}`
      : `HTTP/${version} ${pick(random, ['200', '204', '304', '404', '100', '206'])}${pick(random, ['', ' ', ' OK', ' a b'])}`
  let fields = role === 'request' ? 'Host: a\r\n' : ''
  for (let i = below(random, 3); i > 0; i--) fields += fieldLine(random)
  const kind = random()
  if (kind < 0.4)
    return `${start}\r\n${fields}Transfer-Encoding: ${pick(random, ['chunked', 'Chunked', 'gzip, chunked', ',chunked,'])}\r\n\r\n${chunkedBody(random)}`
  if (kind < 0.7) {
    const length = below(random, 12)
    return `${start}\r\n${fields}Content-Length: ${length}\r\n\r\n${'y'.repeat(length)}`
  }
  return `${start}\r\n${fields}\r\n`
}

function bend(random: Random, text: string): string {
  const at = below(random, text.length + 1)
  const to = Math.min(text.length, at + below(random, 6))
  switch (below(random, 6)) {
    case 0:
      return text.slice(0, at) + pick(random, ODD) + text.slice(at)
    case 1:
      return text.slice(0, at) + text.slice(to)
    case 2:
      return text.slice(0, at) + String.fromCharCode(below(random, 256)) + text.slice(at + 1)
    case 3:
      return text.slice(0, to) + text.slice(at)
    case 4:
      return text.replace('\r\n', `\r\n${fieldLine(random)}`)
    default:
      return text.slice(0, at) + pick(random, ODD) + text.slice(at + 1)
  }
}

/** The input of a seed: one character a byte. */
export function inputOf(seed: number, role: 'request' | 'response'): string {
  const random = seeded(seed)
  if (random() < 0.05)
    return Array.from({ length: below(random, 60) }, () => String.fromCharCode(below(random, 256))).join('')
  let text = ''
  for (let i = 1 + below(random, 2); i > 0; i--) text += message(random, role)
  for (let i = pick(random, [0, 1, 1, 1, 2, 3]); i > 0; i--) text = bend(random, text)
  return text
}
