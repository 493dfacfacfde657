// Load by wrk: asked for longer than is needed and interrupted when the window is over.

import { fileURLToPath } from 'node:url'
import { startProgram } from '../harness/children.mjs'
import { requestText } from '../wire/request-bytes.mjs'

const script = fileURLToPath(new URL('./raw-requests.lua', import.meta.url))

export function startWrk({ row, port, core, longestSeconds }) {
  const args = ['--threads', '1', '--connections', String(row.connections)]
  args.push('--duration', `${longestSeconds}s`, '--timeout', '10s', '--script', script, `http://127.0.0.1:${port}/`)
  const env = { ...process.env, BENCH_REQUEST_BYTES: requestText(row.request, port).repeat(row.pipelined) }
  const wrk = startProgram('wrk', args, { core, env })
  return {
    async stop() {
      const output = await wrk.interrupt()
      const trouble = /^\s*(Socket errors|Non-2xx or 3xx responses):.*$/m.exec(output)
      if (trouble !== null) throw new Error(`wrk met ${trouble[0].trim()}`)
      if (!output.includes('Requests/sec')) throw new Error(`wrk did not finish: ${output}`)
    },
    kill: wrk.kill,
  }
}
