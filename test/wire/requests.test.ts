// The table of raw requests, through real sockets: each case whole, byte by byte and at random cuts, in the default
// mode; whole and byte by byte in the two others. The number of requests that the handler saw is always compared.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CUTS, type Cut } from './connection-bytes.ts'
import type { Mode, RequestCase } from './request-case.ts'
import { faultOf, RequestTable } from './request-run.ts'
import { requestTables } from './request-tables.ts'

const table = new RequestTable()
before(() => table.open())
after(() => table.close())

const RUNS: readonly [Mode, readonly Cut[]][] = [
  ['default', CUTS],
  ['strict', ['whole', 'bytes']],
  ['insecure', ['whole', 'bytes']],
]

async function check(requestCase: RequestCase): Promise<void> {
  const runs = RUNS.flatMap(([mode, cuts]) => cuts.map((cut) => ({ mode, cut })))
  const faults = await Promise.all(
    runs.map(async ({ mode, cut }) => {
      const fault = faultOf(requestCase.expected[mode], await table.run(requestCase, mode, cut))
      return fault === null ? [] : [`${mode}, ${cut}: ${fault}`]
    }),
  )
  const all = faults.flat()
  if (all.length > 0) assert.fail(`${requestCase.rule}: ${JSON.stringify(requestCase.bytes)}\n${all.join('\n')}`)
}

for (const [concept, cases] of Object.entries(requestTables)) {
  test(`raw requests: ${concept}`, { concurrency: 24 }, async (t) => {
    await Promise.all(cases.map((one) => t.test(`${one.name} (${one.rule})`, () => check(one))))
  })
}

test('the table has at least 300 raw requests, each by a name of its own', () => {
  const names = Object.entries(requestTables).flatMap(([concept, cases]) =>
    cases.map(({ name }) => `${concept}: ${name}`),
  )
  assert.ok(names.length >= 300, `${names.length}`)
  assert.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  )
})
