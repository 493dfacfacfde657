// The source files as text, and what they import.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Import {
  /** As it is written: `./a.ts`, `node:net`. */
  specifier: string
  /** The path below `src`, for a file of ours. */
  file: string | null
  /** Gone when the types are: it makes no dependency at run time. */
  isType: boolean
}

export interface SourceFile {
  /** The path below `src`, with slashes. */
  path: string
  /** The first folder of the path, `''` for an entry. */
  folder: string
  text: string
  /** The text without comments. */
  code: string
  imports: Import[]
}

/** `import … from`, `export … from`, `import '…'`, `import('…')`. */
const IMPORTS =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?((?:[^'";]*?)from\s*)?'([^']+)'|\b(?:import|require)\(\s*'([^']+)'\s*\)/g

/** All `.ts` files of a folder of the checkout, by their paths below it, but those of installed packages. */
export function filesOf(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  return files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules/'))
    .sort()
}

export function readSources(): SourceFile[] {
  return filesOf('src').map(readSource)
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, 'src', path), 'utf8')
  const code = withoutComments(text)
  const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : ''
  return { path, folder, text, code, imports: readImports(path, code) }
}

/** Good enough for sources whose strings hold no `//` behind a space and no block comment. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*|\s\/\/\s.*/gm, '')
}

function readImports(path: string, code: string): Import[] {
  return [...code.matchAll(IMPORTS)].map(([, , type, names, from, called]) => {
    const specifier = from ?? called
    const isType = type !== undefined || (names !== undefined && hasOnlyTypes(names))
    const file = specifier.startsWith('.') ? posix.join(dirname(path), specifier) : null
    return { specifier, file, isType }
  })
}

/** `{ type A, type B } from` */
function hasOnlyTypes(names: string): boolean {
  const list = /^\s*\{([\s\S]*)\}\s*from\s*$/.exec(names)?.[1]
  const items = list?.split(',').map((item) => item.trim()) ?? []
  return list !== undefined && items.filter(Boolean).every((item) => item.startsWith('type '))
}
