// Builds `dist/`: one CommonJS chunk that holds the whole package, a thin CommonJS and ES module entry for each way
// in (so that `require` and `import` give the same objects), and the types of the protocol core.

import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const ENTRIES = ['http', 'https', 'register', 'protocol']

/** One chunk for everything that two entries share; calls inside a chunk are direct, which the hot path needs. */
async function bundle() {
  const build = await rolldown({
    input: {
      http: join(root, 'src/http.ts'),
      https: join(root, 'src/https.ts'),
      register: join(root, 'src/register.ts'),
      protocol: join(root, 'src/protocol/index.ts'),
    },
    platform: 'node',
    external: /^node:/,
  })
  await build.write({
    dir: dist,
    format: 'cjs',
    exports: 'auto',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    // All but the faces that need TLS, which `nethttp` alone must not load.
    codeSplitting: { groups: [{ name: 'core', test: /src\/(?!tls|register|https?\.ts)/ }] },
  })
  await build.close()
}

/** ES module entries only name what the CommonJS ones export. */
async function writeFacades() {
  const require = createRequire(pathToFileURL(join(dist, 'http.cjs')))
  for (const entry of ENTRIES) {
    const file = `./${entry}.cjs`
    if (entry === 'register') {
      writeFileSync(join(dist, 'register.mjs'), `import module from '${file}'\nexport default module\n`)
      continue
    }
    const names = Object.keys(require(file)).filter((name) => name !== 'default')
    const lines = [`import module from '${file}'`, `export const { ${names.join(', ')} } = module`]
    if (entry !== 'protocol') lines.push('export default module')
    writeFileSync(join(dist, `${entry}.mjs`), `${lines.join('\n')}\n`)
  }
}

function writeTypes() {
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.protocol.json')],
    {
      cwd: root,
      stdio: 'inherit',
    },
  )
}

rmSync(dist, { recursive: true, force: true })
await bundle()
await writeFacades()
writeTypes()
