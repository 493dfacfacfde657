// nethttp in the place of the built-in modules: what `--import nethttp/register` does to whoever asks for http,
// https and the legacy modules behind them.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { isBuiltIn } from '../support/modules.ts'

const program = fileURLToPath(new URL('../support/register-program.ts', import.meta.url))
const isThere = existsSync(fileURLToPath(import.meta.resolve('nethttp/register')))

test('nethttp/register stands in for http, https, _http_agent, _http_client, _http_common, _http_incoming, _http_outgoing and _http_server', {
  skip: (isBuiltIn || !isThere) && 'nethttp/register is not built',
}, async () => {
  const flags = ['--import', 'tsx', '--import', 'nethttp/register', '--disable-warning=DeprecationWarning']
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program])
  const stands = JSON.parse(stdout) as Record<string, boolean>
  assert.deepEqual(
    Object.keys(stands).filter((way) => !stands[way]),
    [],
  )
})
