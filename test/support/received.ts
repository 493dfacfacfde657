// A message with a head, as a connection makes it.
import { PassThrough } from 'node:stream'
import { IncomingMessage } from '../../src/message/incoming-message.ts'
import { kTakeHead } from '../../src/message/internals.ts'

const HEAD = 'GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nx-a: 2\r\n\r\n'

/** @param most how many fields the program wants combined */
export function received(most = Number.POSITIVE_INFINITY): IncomingMessage {
  const message = new IncomingMessage(new PassThrough() as never)
  message[kTakeHead](HEAD, 16, HEAD.length - 2, most)
  return message
}
