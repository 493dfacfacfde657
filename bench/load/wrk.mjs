// Load by wrk: asked for longer than is needed and interrupted when the window is over.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProgram } from '../harness/children.mjs'
import { requestText } from '../wire/request-bytes.mjs'

const script = fileURLToPath(new URL('./raw-requests.lua', import.meta.url))

export function startWrk({ row, port, core, longestSeconds }) {
  const args = ['--threads', '1', '--connections', String(row.connections)]
  const url = `${row.isSecure ? 'https' : 'http'}://127.0.0.1:${port}/`
  args.push('--duration', `${longestSeconds}s`, '--timeout', '10s', '--script', script, url)
  const folder = mkdtempSync(join(tmpdir(), 'nethttp-bench-'))
  const requestFile = join(folder, 'request')
  writeFileSync(requestFile, requestText(row.request, port).repeat(row.pipelined), 'latin1')
  const wrk = startProgram('wrk', args, { core, env: { ...process.env, BENCH_REQUEST_FILE: requestFile } })
  return {
    async stop() {
      const output = await wrk.interrupt()
      rmSync(folder, { recursive: true, force: true })
      const trouble = /^\s*(Socket errors|Non-2xx or 3xx responses):.*$/m.exec(output)
      if (trouble !== null && !isExpected(row, trouble[0])) throw new Error(`wrk met ${trouble[0].trim()}`)
      if (!output.includes('Requests/sec')) throw new Error(`wrk did not finish: ${output}`)
    },
    signal: wrk.signal,
    kill: wrk.kill,
  }
}

/** To wrk an end that the answer announced is an error of reading. */
function isExpected(row, trouble) {
  return row.closes === true && /connect 0, read \d+, write 0, timeout 0/.test(trouble)
}
