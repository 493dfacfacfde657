// Every row of the public API is named in the title of some test.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { apiRows } from './support/api-rows.ts'

/** A title is the first argument of what declares a test. */
const TITLE = /\b(?:test|scenario|responding|asking|stagesOf)\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1/g

function titles(): string[] {
  const root = fileURLToPath(new URL('.', import.meta.url))
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'))
  return files.flatMap((name) =>
    [...readFileSync(join(root, name), 'utf8').matchAll(TITLE)].map((match) => match[2] ?? ''),
  )
}

/** Whether a title names a member: the whole of it, not the beginning of a longer name. */
function names(title: string, member: string): boolean {
  for (let at = title.indexOf(member); at !== -1; at = title.indexOf(member, at + 1)) {
    const before = title[at - 1] ?? ' '
    const after = title[at + member.length] ?? ' '
    if (!/[\w.]/.test(before) && !/\w/.test(after)) return true
  }
  return false
}

test('every member of the API is named in the title of a test', () => {
  const all = titles()
  assert.ok(all.length > 150, `only ${all.length} titles found`)
  const uncovered = apiRows.filter(({ member }) => !all.some((title) => names(title, member)))
  assert.deepEqual(uncovered, [])
})

test('a title names a member only by its whole name', () => {
  assert.equal(names('request.setHeader and others', 'request.setHeader'), true)
  assert.equal(names('request.setHeaders and others', 'request.setHeader'), false)
  assert.equal(names('my.request.end', 'request.end'), false)
})
