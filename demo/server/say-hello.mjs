// `GET /hello?name=…`

import { sendText } from './send-text.mjs'

export function sayHello(_req, res, query) {
  sendText(res, 200, `Hello, ${query.get('name') || 'world'}!\n`)
}
