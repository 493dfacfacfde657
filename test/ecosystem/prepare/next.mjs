// Builds the small application that servers/next.mjs serves; one build serves both runs.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../apps/next', import.meta.url))
if (!existsSync(`${folder}/.next/BUILD_ID`)) {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, 'build', folder], {
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
    encoding: 'utf8',
    timeout: 120_000,
  })
  if (status !== 0) {
    console.error(stdout, stderr)
    process.exitCode = 1
  }
}
