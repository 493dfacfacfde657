// The cheapest oracle there is: the same action on both implementations.
import assert from 'node:assert/strict'
import http from 'node:http'
import nethttp from '../../src/http.ts'

/** What each implementation makes of it; they must agree. */
export async function agreeing<T>(action: (module: typeof http) => T | Promise<T>): Promise<T> {
  const [expected, found] = [await action(http), await action(nethttp as unknown as typeof http)]
  assert.deepEqual(found, expected)
  return found
}
