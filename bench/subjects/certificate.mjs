// Knows the key and certificate of the rows over TLS: those of the demo, which are good for localhost alone.

import { readFileSync } from 'node:fs'

const folder = new URL('../../demo/certificate/', import.meta.url)

export function certificate() {
  return {
    key: readFileSync(new URL('localhost-only.key.pem', folder)),
    cert: readFileSync(new URL('localhost-only.cert.pem', folder)),
  }
}
