// What a server received: the next message of the demo itself, whoever else may be asking.

import { once } from 'node:events'

/** @param {'request' | 'upgrade'} event */
export async function receivedBy(server, event) {
  const [req] = await once(server, event)
  return req
}
