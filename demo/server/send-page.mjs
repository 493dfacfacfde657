// `GET /`: the page, one file without anything from elsewhere.

import { readFileSync } from 'node:fs'
import { sendText } from './send-text.mjs'

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8')
const { version } = JSON.parse(read('../../package.json'))
const page = read('./page.html').replaceAll('{{nethttp}}', version).replaceAll('{{node}}', process.versions.node)

export function sendPage(_req, res) {
  res.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; connect-src 'self'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
  )
  sendText(res, 200, page, 'text/html; charset=utf-8')
}
