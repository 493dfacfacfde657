// What is shown of a run: its progress, its failures, its count, and how two runs differ.

import { writeFileSync } from 'node:fs'

/** The lines on one run, the count last. */
export function reportOf(verdicts, { verbose }) {
  const entries = [...verdicts]
  const failed = entries.filter(([, verdict]) => verdict.result === 'fail')
  const flaky = entries.filter(([, verdict]) => verdict.flaky)
  return [
    ...failed.flatMap(([file, verdict]) => failureLines(file, verdict, verbose)),
    ...flaky.map(([file, verdict]) => `FLAKY ${file}\n      passed when run again; at first: ${verdict.reason}`),
    countLine(verdicts),
  ].join('\n')
}

/** The lines on where nethttp and the built-in modules differ, then the count of each. */
export function comparisonOf(onBuiltin, onNethttp) {
  const differing = [...onNethttp].filter(([file, { result }]) => result !== onBuiltin.get(file).result)
  const lost = differing.filter(([, { result }]) => result === 'fail')
  const other = differing.filter(([, { result }]) => result !== 'fail')
  return [
    `${lost.length} fail on nethttp but not on the built-in modules`,
    ...lost.flatMap(([file, verdict]) => failureLines(file, verdict, false)),
    `${other.length} differ otherwise`,
    ...other.map(([file, verdict]) => `  ${file}: ${onBuiltin.get(file).result} built-in, ${verdict.result} nethttp`),
    'on the built-in modules:',
    countLine(onBuiltin),
    'on nethttp:',
    countLine(onNethttp),
  ].join('\n')
}

export function countLine(verdicts) {
  const count = (result) => [...verdicts.values()].filter((verdict) => verdict.result === result).length
  return `${count('pass')} passed, ${count('fail')} failed, ${count('skip')} skipped`
}

/** Writes { file: result }; with a comparison { file: { builtin: result, nethttp: result } }. */
export function writeJson(file, onNethttp, onBuiltin) {
  const results = Object.fromEntries(
    [...onNethttp.keys()].sort().map((test) => {
      const result = onNethttp.get(test).result
      return [test, onBuiltin ? { builtin: onBuiltin.get(test).result, nethttp: result } : result]
    }),
  )
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
}

/** A counter on the terminal; silent where there is none. */
export function progress(name, total) {
  if (!process.stderr.isTTY) return { step() {}, end() {} }
  let done = 0
  let failed = 0
  return {
    step({ result }) {
      done += 1
      if (result === 'fail') failed += 1
      process.stderr.write(`\r${name}: ${Math.min(done, total)}/${total}, ${failed} failures `)
    },
    end() {
      process.stderr.write('\r\x1b[K')
    },
  }
}

function failureLines(file, { reason, output }, verbose) {
  const lines = [`FAIL  ${file}`, `      ${reason}`]
  return verbose
    ? [
        ...lines,
        ...output
          .trimEnd()
          .split('\n')
          .map((line) => `      | ${line}`),
      ]
    : lines
}
