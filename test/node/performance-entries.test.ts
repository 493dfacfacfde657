// Performance entries of type `http`: told to observers that ask for them, and to nobody else.
import assert from 'node:assert/strict'
import { PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import test from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { addPerformanceEntry, isPerformanceObserved } from '../../src/node/performance-entries.ts'

async function observed(options: object, action: () => void): Promise<PerformanceEntry[]> {
  const entries: PerformanceEntry[] = []
  const observer = new PerformanceObserver((list) => void entries.push(...list.getEntries()))
  observer.observe(options as never)
  action()
  await setImmediate()
  await setImmediate()
  observer.disconnect()
  return entries
}

for (const options of [{ type: 'http' }, { entryTypes: ['http', 'mark'] }]) {
  test(`an observer of ${JSON.stringify(options)} is told`, async () => {
    const detail = { req: { method: 'GET' }, res: { statusCode: 200 } }
    const startTime = performance.now() - 5
    const [entry] = await observed(options, () => {
      assert.equal(isPerformanceObserved(), true)
      addPerformanceEntry('HttpRequest', startTime, detail)
    })
    assert.ok(entry instanceof PerformanceEntry)
    assert.deepEqual([entry.name, entry.entryType, entry.startTime], ['HttpRequest', 'http', startTime])
    assert.ok(entry.duration >= 5)
    assert.equal((entry as PerformanceEntry & { detail: unknown }).detail, detail)
    assert.deepEqual(Object.keys(entry.toJSON()).sort(), ['detail', 'duration', 'entryType', 'name', 'startTime'])
  })
}

test('an observer of other types is not told', async () => {
  const entries = await observed({ entryTypes: ['mark'] }, () => {
    assert.equal(isPerformanceObserved(), false)
    addPerformanceEntry('HttpClient', 0, {})
  })
  assert.deepEqual(entries, [])
})

test('an observer that has gone is not told', async () => {
  await observed({ type: 'http' }, () => {})
  assert.equal(isPerformanceObserved(), false)
})

test('another copy of the package, as each file of a test runner loads one, tells the same observers and wraps nothing again', async () => {
  const { observe } = PerformanceObserver.prototype
  const copy: typeof import('../../src/node/performance-entries.ts') = await import(
    String(new URL('../../src/node/performance-entries.ts?second', import.meta.url))
  )
  assert.notEqual(copy.addPerformanceEntry, addPerformanceEntry, 'it is another')
  assert.equal(PerformanceObserver.prototype.observe, observe)
  const entries = await observed({ type: 'http' }, () => {
    assert.equal(copy.isPerformanceObserved(), true)
    copy.addPerformanceEntry('HttpClient', 0, {})
  })
  assert.deepEqual(
    entries.map(({ name }) => name),
    ['HttpClient'],
  )
})
