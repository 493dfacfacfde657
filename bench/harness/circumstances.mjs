// Knows what has to be said beside every figure: on what machine, on which Node, under which load, on which cores.

import os from 'node:os'
import { loadNameFor } from '../load/choose.mjs'

export function circumstances({ rows, cores, rounds, windowMs, warmUpMs }) {
  const processors = os.cpus()
  return {
    measuredAt: new Date().toISOString(),
    processor: processors[0]?.model.trim() ?? 'unknown',
    processorCores: processors.length,
    platform: `${os.platform()} ${os.arch()}`,
    node: process.version,
    load: [...new Set(rows.filter((row) => row.request !== undefined && row.kind === 'server').map(loadNameFor))].join(
      ' and ',
    ),
    cores,
    rounds,
    windowMs,
    warmUpMs,
  }
}

export function describe({ processor, processorCores, platform, node, load, cores, rounds, windowMs, warmUpMs }) {
  const where = cores.subject === null ? 'not pinned' : `core ${cores.subject} against core ${cores.counterpart}`
  const by = load === '' ? '' : `, load by ${load}`
  return [
    `${processor}, ${processorCores} cores, ${platform}, Node ${node}`,
    `${where}${by}; medians of ${rounds} × ${windowMs / 1000} s in turn, each after ${warmUpMs / 1000} s of warm-up`,
  ].join('\n')
}
