// The version that programs can ask for is that of the package.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import http from '../src/http.ts'
import https from '../src/https.ts'
import { VERSION } from '../src/version.ts'

test('http and https say which nethttp they are, and do not list it among their exports', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  assert.equal(VERSION, manifest.version)
  for (const module of [http, https]) {
    assert.equal(Reflect.get(module, Symbol.for('nethttp.version')), manifest.version)
    assert.ok(!Object.keys(module).some((name) => name.includes('version')))
  }
})
