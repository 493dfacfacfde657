// How long answers take at a rate that the server can bear: requests leave at times fixed beforehand, whether earlier
// ones were answered or not, and the time counts from then (else a server that stalls would be asked less).

import { setTimeout as delay } from 'node:timers/promises'
import { checkAnswer } from '../harness/check-answer.mjs'
import { startNodeProcess, startSubject, withProcesses } from '../harness/children.mjs'
import { measureServers } from './server.mjs'

const shareOfCapacity = 0.6
let ratePerSecond = null

export async function measureLatency(row, variant, settings) {
  // All variants get the same load: it is what the built-in can do that counts.
  ratePerSecond ??= shareOfCapacity * (await rateOfBuiltin(row, settings))
  return withProcesses(async (keep) => {
    const server = keep(await startSubject('server.mjs', row, variant, settings))
    await checkAnswer(row, server.port)
    const args = [row.name, String(server.port), String(ratePerSecond)]
    const load = keep(await startNodeProcess({ script: 'paced.mjs', args, core: settings.cores.counterpart }))
    await delay(settings.warmUpMs)
    await load.ask('startLatencies')
    await delay(settings.windowMs)
    const { p50Ms, p99Ms, p999Ms, answered } = await load.ask('stopLatencies')
    await load.stop()
    await server.stop()
    return { p99Ms, p50Ms, p999Ms, requestsPerSecond: (answered * 1000) / settings.windowMs }
  })
}

async function rateOfBuiltin(row, settings) {
  const round = await measureServers(row, ['node:http'], settings)
  return round.get('node:http').requestsPerSecond
}
