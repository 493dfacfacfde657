// Variant `undici` of the client row: `request` over a pool of as many connections.

import { Pool } from 'undici'

export function startUndiciClient(row, port, counter) {
  const { method, path, headers } = row.request
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: row.connections })

  async function keepRequesting() {
    for (;;) {
      const { body } = await pool.request({ method, path, headers })
      const text = await body.text()
      if (text !== row.answerBody) throw new Error(`the answer is not what was expected: ${text}`)
      counter.requests += 1
    }
  }

  for (let inFlight = 0; inFlight < row.connections; inFlight += 1) keepRequesting()
}
