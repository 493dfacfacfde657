// The key and certificate of `localhost` and 127.0.0.1 the TLS scenarios use.
import { readFileSync } from 'node:fs'

const read = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url))

export const key = read('localhost-key.pem')
export const cert = read('localhost-cert.pem')
