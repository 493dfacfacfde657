// Which target goes with which method (RFC 9112 §3.2), by default, to the letter and loosened.
import assert from 'node:assert/strict'
import test from 'node:test'
import { DEFAULT, INSECURE, STRICT } from '../../src/protocol/leniency.ts'
import { findTargetFault } from '../../src/protocol/request-target.ts'

type Fault = string | null

/** One fault for all, or those of DEFAULT, STRICT and INSECURE. */
const targets: [method: string, target: string, fault: Fault | [Fault, Fault, Fault]][] = [
  ['GET', '/', null],
  ['GET', '/a?b', null],
  ['GET', '*', ['targetAsterisk', 'targetAsterisk', null]],
  ['OPTIONS', '*', null],
  ['GET', 'http://a', null],
  ['GET', 'HTTP://a', null],
  ['GET', 'a+b-c.d0://x', null],
  ['GET', 'http://', ['targetNoHost', 'targetNoHost', null]],
  ['GET', 'http://u@:80/', ['targetNoHost', 'targetNoHost', null]],
  ['GET', 'http://:pw@host/', ['targetAuthority', 'targetAuthority', null]],
  ['GET', 'http://u@host/', ['targetAuthority', 'targetAuthority', null]],
  ['GET', 'http://a:80:80/', [null, 'targetAuthority', null]],
  ['GET', 'http://a:b/', ['targetAuthority', 'targetAuthority', null]],
  ['GET', 'http://a<b>/', ['targetAuthority', 'targetCharacter', null]],
  ['GET', 'http://a%2/', ['targetAuthority', 'targetCharacter', null]],
  ['GET', 'https://[::1]:80?a@b', null],
  ['GET', 'x://u@host/', null],
  ['GET', '/a|b', [null, 'targetCharacter', null]],
  ['GET', '/%zz', [null, 'targetCharacter', null]],
  ['GET', '/a%2', [null, 'targetCharacter', null]],
  ['GET', '/a%2Fb[]@:!$', null],
  ['GET', 'file:///a', null],
  ['CONNECT', 'a:80', null],
  ['CONNECT', '[::1]:80', null],
  ['CONNECT', '/a', [null, 'targetTunnel', null]],
  ['CONNECT', 'a', ['targetTunnel', 'targetTunnel', null]],
  ['CONNECT', 'a:0', ['targetTunnel', 'targetTunnel', null]],
  ['CONNECT', 'a:65535', null],
  ['CONNECT', 'a:65536', ['targetTunnel', 'targetTunnel', null]],
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
  const faults = Array.isArray(fault) ? fault : [fault, fault, fault]
  test(`${method} ${target}: ${faults.map((one) => one ?? 'fine').join(', ')}`, () => {
    const found = [DEFAULT, STRICT, INSECURE].map((leniency) => findTargetFault(method, target, leniency))
    assert.deepEqual(found, faults)
  })
}
