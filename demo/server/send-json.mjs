// A value as JSON, laid out for people.

import { sendText } from './send-text.mjs'

export function sendJson(res, value) {
  sendText(res, 200, `${JSON.stringify(value, null, 2)}\n`, 'application/json; charset=utf-8')
}
