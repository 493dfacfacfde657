// Builds `dist/`: CommonJS chunks for the protocol core and for the rest, a thin CommonJS and ES module entry for each way
// in (so that `require` and `import` give the same objects), and the types of the protocol core.

import { execFileSync } from 'node:child_process'
import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const ENTRIES = ['http', 'https', 'register', 'protocol']

/**
 * Where something else was loaded before, `import` gives the modules past the hooks on `require`, so that these still see
 * who is first asked for http. Else that is not needed, and `import` of http is slow: it reads every lazy export.
 */
const REGISTER_BY_IMPORT = `import module from './install.cjs'
const load = async () => ({ http: (await import('node:http')).default, https: (await import('node:https')).default })
export const { active, version } = module.install(module.isFirstPreload() ? undefined : await load())
export default { active, version }
`

/** One chunk for everything that two entries share; calls inside a chunk are direct, which the hot path needs. */
async function bundle() {
  const build = await rolldown({
    input: {
      http: join(root, 'src/http.ts'),
      https: join(root, 'src/https.ts'),
      register: join(root, 'src/register.ts'),
      install: join(root, 'src/install.ts'),
      protocol: join(root, 'src/protocol/index.ts'),
    },
    platform: 'node',
    external: /^node:/,
  })
  await build.write({
    dir: dist,
    format: 'cjs',
    exports: 'auto',
    // The sources have them; without, an import is half a millisecond quicker (bench row `import`).
    comments: false,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    codeSplitting: {
      groups: [
        // Loads nothing of Node.
        { name: 'protocol-core', test: /src\/protocol\// },
        // All but the faces that need TLS, which `nethttp` alone must not load.
        { name: 'core', test: /src\/(?!protocol|tls|register|install|legacy|https?\.ts)/ },
      ],
    },
  })
  await build.close()
}

/** The protocol core by itself, for engines that are not Node. */
async function bundleProtocol() {
  const build = await rolldown({ input: join(root, 'src/protocol/index.ts'), platform: 'neutral' })
  await build.write({ file: join(dist, 'protocol.standalone.mjs'), format: 'esm' })
  await build.close()
}

/**
 * ES module entries only name what the CommonJS ones export. They are for bundlers: Node imports the CommonJS entries of
 * http and https themselves, whose last line, never run, tells it the names (bench row `import`: a tenth).
 */
async function writeFacades() {
  const require = createRequire(pathToFileURL(join(dist, 'http.cjs')))
  for (const entry of ENTRIES) {
    const file = `./${entry}.cjs`
    if (entry === 'register') {
      writeFileSync(join(dist, 'register.mjs'), REGISTER_BY_IMPORT)
      continue
    }
    const names = Object.keys(require(file)).filter((name) => name !== 'default')
    const lines = [`import module from '${file}'`, `export const { ${names.join(', ')} } = module`]
    if (entry !== 'protocol') {
      lines.push('export default module')
      appendFileSync(join(dist, file), `0 && (module.exports = { ${names.join(', ')} })\n`)
    }
    writeFileSync(join(dist, `${entry}.mjs`), `${lines.join('\n')}\n`)
  }
}

function writeTypes() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.protocol.json')], { cwd: root, stdio: 'inherit' })
  // One set of declarations serves `import` and `require`.
  writeFileSync(join(dist, 'types/package.json'), '{ "type": "commonjs" }\n')
}

rmSync(dist, { recursive: true, force: true })
await bundle()
await bundleProtocol()
await writeFacades()
writeTypes()
