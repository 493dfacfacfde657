// Which target goes with which method (RFC 9112 §3.2).
import assert from 'node:assert/strict'
import test from 'node:test'
import { findTargetFault } from '../../src/protocol/request-target.ts'

const targets: [method: string, target: string, fault: string | null][] = [
  ['GET', '/', null],
  ['GET', '/a?b', null],
  ['GET', '*', null],
  ['OPTIONS', '*', null],
  ['GET', 'http://a', null],
  ['GET', 'HTTP://a', null],
  ['GET', 'a+b-c.d0://x', null],
  ['CONNECT', 'a:80', null],
  ['CONNECT', '[::1]:80', null],
  ['CONNECT', '/a', null],
  ['GET', 'a', 'targetForm'],
  ['GET', 'a:80', 'targetForm'],
  ['GET', '?a', 'targetForm'],
  ['GET', '**', 'targetForm'],
  ['GET', '://a', 'targetForm'],
  ['GET', 'http:/a', 'targetForm'],
  ['GET', '1a://b', 'targetForm'],
  ['GET', 'a b://c', 'targetForm'],
]
for (const [method, target, fault] of targets) {
  test(`${method} ${fault === null ? 'takes' : 'does not take'} the target ${target}`, () => {
    assert.equal(findTargetFault(method, target), fault)
  })
}
