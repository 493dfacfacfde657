// The parser and the writer alone, without sockets and kernel: operations a second, and MiB/s of what is read or written.

import { Bench } from 'tinybench'
import { parserCases } from './parser-cases.mjs'
import { writerCases } from './writer-cases.mjs'

export async function runMicro({ windowMs }) {
  const results = []
  for (const group of [...(await parserCases()), ...writerCases()]) {
    const bench = new Bench({ time: windowMs, warmupTime: windowMs / 4 })
    for (const { variant, run } of group.cases) bench.add(variant, run)
    await bench.run()
    for (const task of bench.tasks) {
      if (task.result.error) throw task.result.error
      results.push(figuresOf(group, task))
    }
  }
  console.log(`\n${formatMicro(results)}\n`)
  return results
}

function figuresOf({ title, bytes, perRun }, { name, result }) {
  const aSecond = (perRun * 1000) / result.latency.p50
  return { title, variant: name, perSecond: aSecond, mibPerSecond: (aSecond * bytes) / 2 ** 20 }
}

function formatMicro(results) {
  const lines = results.map(({ title, variant, perSecond, mibPerSecond }) => {
    const rate = `${Math.round(perSecond).toLocaleString('en')} a second`
    return `| ${title.padEnd(44)} | ${variant.padEnd(24)} | ${rate.padStart(20)} | ${mibPerSecond.toFixed(0).padStart(6)} |`
  })
  const rule = `| ${'-'.repeat(44)} | ${'-'.repeat(24)} | ${'-'.repeat(19)}: | ${'-'.repeat(5)}: |`
  const titles = `| ${'what'.padEnd(44)} | ${'by'.padEnd(24)} | ${'rate'.padStart(20)} | ${'MiB/s'.padStart(6)} |`
  return [titles, rule, ...lines].join('\n')
}
