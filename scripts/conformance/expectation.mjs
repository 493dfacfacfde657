// The list of tests that are known to pass: it only grows.

import { readFileSync } from 'node:fs'

/**
 * @param {Map<string, { result: string }>} verdicts
 * @returns {{ lost: string[], gained: string[] }} listed and not passing; passing and not listed
 */
export function compareWithList(verdicts, file) {
  const listed = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const lost = listed.filter((name) => verdicts.has(name) && verdicts.get(name).result !== 'pass')
  const gained = [...verdicts].filter(([name, { result }]) => result === 'pass' && !listed.includes(name))
  return { lost, gained: gained.map(([name]) => name) }
}
