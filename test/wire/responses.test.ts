// The table of raw responses, through real sockets: each case whole, byte by byte and at random cuts in the default
// mode; whole and byte by byte in the two others. Behind each, a second request shows that the connection is in step.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CUTS, type Cut } from './connection-bytes.ts'
import type { Mode } from './request-case.ts'
import type { ResponseCase } from './response-case.ts'
import { ResponseTable, responseFault } from './response-run.ts'
import { responseTables } from './response-tables.ts'

const table = new ResponseTable()
before(() => table.open())
after(() => table.close())

const RUNS: readonly [Mode, readonly Cut[]][] = [
  ['default', CUTS],
  ['strict', ['whole', 'bytes']],
  ['insecure', ['whole', 'bytes']],
]

async function check(responseCase: ResponseCase): Promise<void> {
  const runs = RUNS.flatMap(([mode, cuts]) => cuts.map((cut) => ({ mode, cut })))
  const faults = await Promise.all(
    runs.map(async ({ mode, cut }) => {
      const fault = responseFault(responseCase.expected[mode], await table.run(responseCase, mode, cut))
      return fault === null ? [] : [`${mode}, ${cut}: ${fault}`]
    }),
  )
  const all = faults.flat()
  if (all.length > 0) assert.fail(`${responseCase.rule}: ${JSON.stringify(responseCase.bytes)}\n${all.join('\n')}`)
}

for (const [concept, cases] of Object.entries(responseTables)) {
  test(`raw responses: ${concept}`, { concurrency: 24 }, async (t) => {
    await Promise.all(cases.map((one) => t.test(`${one.name} (${one.rule})`, () => check(one))))
  })
}

test('the table has at least 150 raw responses, each by a name of its own', () => {
  const names = Object.entries(responseTables).flatMap(([concept, cases]) =>
    cases.map(({ name }) => `${concept}: ${name}`),
  )
  assert.ok(names.length >= 150, `${names.length}`)
  assert.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  )
})
