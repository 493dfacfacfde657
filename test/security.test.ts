// SECURITY.md says what the code does: its table of limits is that of the code, its suites and commands are there, and
// the tables of raw messages hold as many as it says.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { LIMITS, type Limit } from '../src/protocol/limits.ts'
import { requestTables } from './wire/request-tables.ts'
import { responseTables } from './wire/response-tables.ts'

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
const text = read('SECURITY.md')

function rowsUnder(heading: string): string[][] {
  const section = text.split(`\n## ${heading}\n`)[1].split('\n## ')[0]
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
}

test('the table has every limit of the code, with its value, unit, option and purpose', () => {
  const told = Object.fromEntries(rowsUnder('Limits').map(([name, ...cells]) => [name.replaceAll('`', ''), cells]))
  assert.deepEqual(Object.keys(told), Object.keys(LIMITS))
  for (const [name, { value, unit, option, guards }] of Object.entries<Limit>(LIMITS)) {
    assert.deepEqual(told[name], [String(value), unit, option === null ? '–' : `\`${option}\``, guards], name)
  }
})

test('every suite that is named is there, and so is every command', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const rows = rowsUnder('How it is tested')
  assert.ok(rows.length >= 7)
  for (const [suite, , command] of rows) {
    assert.ok(existsSync(new URL(`../${suite.replaceAll('`', '')}`, import.meta.url)), suite)
    const script = /^`npm (?:run )?(\w+)/.exec(command)?.[1]
    assert.ok(script !== undefined && scripts[script] !== undefined, command)
  }
})

test('the raw messages are as many as is said, and so are the vulnerabilities', () => {
  const [, requests, responses, numbers] =
    /more than (\d+) raw requests and (\d+) raw responses[^|]*?(\d+) vulnerabilities/.exec(text) ?? []
  const size = (tables: Record<string, readonly unknown[]>) =>
    Object.values(tables).reduce((sum, cases) => sum + cases.length, 0)
  assert.ok(size(requestTables) > Number(requests) && size(responseTables) > Number(responses))
  const cves = read('test/wire/cves.test.ts').match(/'(?:CVE-)?20\d\d-\d{4,5}'/g) ?? []
  assert.equal(new Set(cves.map((cve) => cve.replace(/'|CVE-/g, ''))).size, Number(numbers))
})

test('every file that is linked is there', () => {
  for (const [, file] of text.matchAll(/\]\(([^)#]+)\)/g))
    assert.ok(existsSync(new URL(`../${file}`, import.meta.url)), file)
})
