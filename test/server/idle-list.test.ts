// The list of idle connections: each ends when its time is over and not before, whatever comes and goes beside it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type IdleEntry, IdleList } from '../../src/server/idle-list.ts'

class Entry implements IdleEntry {
  idlePrevious: IdleEntry | null = null
  idleNext: IdleEntry | null = null
  idleDeadlineMs = 0
  endedMs = 0
  readonly onEnd: () => void

  constructor(onEnd: () => void = () => {}) {
    this.onEnd = onEnd
  }

  onIdleTimeout(): void {
    this.endedMs = performance.now()
    this.onEnd()
  }
}

/** Looks at the list when the time of a timer has come, however busy the machine is. */
async function after(milliseconds: number): Promise<void> {
  await pause(milliseconds)
  await pause(5)
}

test('an entry ends when its time is over, and not before', async () => {
  const list = new IdleList()
  const entry = new Entry()
  const startedMs = performance.now()
  list.add(entry, 30)
  assert.ok(entry.idleDeadlineMs >= startedMs + 30)
  await after(35)
  assert.ok(entry.endedMs - startedMs >= 28, `ended after ${entry.endedMs - startedMs} ms`)
  assert.deepEqual([entry.idleDeadlineMs, entry.idlePrevious, entry.idleNext], [0, null, null])
})

test('an entry that is removed does not end', async () => {
  const list = new IdleList()
  const entries = [new Entry(), new Entry(), new Entry()]
  for (const entry of entries) list.add(entry, 20)
  list.remove(entries[1] as Entry)
  list.remove(entries[1] as Entry)
  await after(30)
  assert.deepEqual(
    entries.map(({ endedMs }) => endedMs > 0),
    [true, false, true],
  )
})

test('the first and the last can be removed', async () => {
  const list = new IdleList()
  const entries = [new Entry(), new Entry(), new Entry()]
  for (const entry of entries) list.add(entry, 20)
  list.remove(entries[0] as Entry)
  list.remove(entries[2] as Entry)
  await after(30)
  assert.deepEqual(
    entries.map(({ endedMs }) => endedMs > 0),
    [false, true, false],
  )
})

test('an entry can come again', async () => {
  const list = new IdleList()
  const entry = new Entry()
  list.add(entry, 10)
  list.remove(entry)
  list.add(entry, 20)
  await after(30)
  assert.ok(entry.endedMs > 0)
  entry.endedMs = 0
  list.add(entry, 10)
  await after(20)
  assert.ok(entry.endedMs > 0)
})

test('entries with other times end in the order of their deadlines', async () => {
  const list = new IdleList()
  const order: number[] = []
  const times = [40, 10, 30, 20]
  for (const time of times) list.add(new Entry(() => order.push(time)), time)
  await after(60)
  assert.deepEqual(order, [10, 20, 30, 40])
})

test('an entry that ends may add itself and remove others', async () => {
  const list = new IdleList()
  const other = new Entry()
  let times = 0
  const entry: Entry = new Entry(() => {
    list.remove(other)
    if (++times < 3) list.add(entry, 5)
  })
  list.add(entry, 10)
  list.add(other, 10.5)
  await after(50)
  assert.equal(times, 3)
  assert.equal(other.endedMs, 0)
})

test('removing what is not in the list does nothing', () => {
  const list = new IdleList()
  const [inside, outside] = [new Entry(), new Entry()]
  list.add(inside, 1000)
  list.remove(outside)
  assert.ok(inside.idleDeadlineMs > 0)
  list.remove(inside)
})

test('an exception of one that ends keeps none of the others', async () => {
  const list = new IdleList()
  list.add(
    new Entry(() => {
      throw new Error('why')
    }),
    10,
  )
  const other = new Entry()
  list.add(other, 30)
  const thrown: unknown[] = []
  const runners = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.once('uncaughtException', (error) => thrown.push(error.message))
  await after(60)
  for (const runner of runners) process.on('uncaughtException', runner)
  assert.deepEqual(thrown, ['why'])
  assert.ok(other.endedMs > 0)
})

test('a list that rests has no timer, unless somebody is in it', async () => {
  const list = new IdleList()
  const timer = () => (list as unknown as { timer: unknown }).timer
  const entry = new Entry()
  list.add(entry, 20)
  list.rest()
  assert.ok(timer() !== null)
  list.remove(entry)
  list.rest()
  assert.equal(timer(), null)
  list.add(entry, 10)
  await after(30)
  assert.ok(entry.endedMs > 0)
})
