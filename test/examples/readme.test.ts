import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import test from 'node:test'

const examples = new URL('../../examples/', import.meta.url)
const files = readdirSync(examples)
  .filter((name) => name.endsWith('.ts'))
  .sort()

test('the README of the examples lists each of them once', () => {
  const readme = readFileSync(new URL('README.md', examples), 'utf8')
  const listed = [...readme.matchAll(/^\| \[([^\]]+)\]\(([^)]+)\)/gm)]
  for (const [, name, target] of listed) assert.equal(name, target)
  assert.deepEqual(listed.map(([, name]) => name).sort(), files)
})

test('each example opens with a comment that says how to run it', () => {
  for (const name of files) {
    const [comment = ''] = readFileSync(new URL(name, examples), 'utf8').match(/^(\/\/ .*\n)+/) ?? []
    assert.ok(comment.includes(`npx tsx examples/${name} [port]`), name)
    assert.ok(comment.trimEnd().split('\n').length <= 4, name)
  }
})

test('each example has a test', () => {
  const tests = ['servers', 'round-trips'].map((name) =>
    readFileSync(new URL(`${name}.test.ts`, import.meta.url), 'utf8'),
  )
  for (const name of files) assert.ok(tests.join('').includes(`'${name}'`), name)
})
