// A client process that holds connections: `holder.mjs <row> <port> <count>`. Uses each once and leaves it open.

import net from 'node:net'
import { rowNamed } from '../rows/index.mjs'
import { requestText } from '../wire/request-bytes.mjs'
import { announceReady, obeyOrders } from './orders.mjs'

const [rowName, portText, countText] = process.argv.slice(2)
const port = Number(portText)
const bytes = requestText(rowNamed(rowName).request, port)
const atOnce = 200

obeyOrders({ counter: { requests: 0 } })
for (let open = 0; open < Number(countText); open += atOnce) {
  await Promise.all(Array.from({ length: Math.min(atOnce, Number(countText) - open) }, useOnce))
}
announceReady()

function useOnce() {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(bytes, 'latin1'))
    socket.once('data', resolve)
    socket.once('error', reject)
  })
}
