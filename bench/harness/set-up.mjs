// Makes a fresh checkout ready to be measured: the build of the package, and the packages of this folder when a chosen
// row needs one of them.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadNameFor } from '../load/choose.mjs'

const benchFolder = new URL('../', import.meta.url)
const checkoutSetUp = new URL('../../scripts/setup.mjs', import.meta.url)

/** @param morePackages what is needed beside what the rows need */
export async function setUp(rows, morePackages = []) {
  if (existsSync(checkoutSetUp)) {
    const { ensureReady } = await import(checkoutSetUp)
    await ensureReady({ build: true })
  }
  const missing = [...new Set([...packagesFor(rows), ...morePackages])].filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  console.log(`${missing.join(', ')} not installed in bench/ yet: npm ci`)
  const { status } = spawnSync('npm', ['ci'], {
    cwd: fileURLToPath(benchFolder),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error('npm ci failed in bench/')
}

function packagesFor(rows) {
  const names = rows.flatMap((row) => row.packages ?? [])
  if (rows.some((row) => row.kind === 'server' && loadNameFor(row) === 'autocannon')) names.push('autocannon')
  if (rows.some((row) => row.variants.includes('undici'))) names.push('undici')
  return names
}

function isInstalled(name) {
  const manifest = new URL(`node_modules/${name}/package.json`, benchFolder)
  if (!existsSync(manifest)) return false
  const pinned = JSON.parse(readFileSync(new URL('package.json', benchFolder), 'utf8')).devDependencies[name]
  return JSON.parse(readFileSync(manifest, 'utf8')).version === pinned
}
