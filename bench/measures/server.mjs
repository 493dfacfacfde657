// Processor time of a server: a fresh process, under load from another core, warmed up and then watched for a window.

import { checkAnswer } from '../harness/check-answer.mjs'
import { startSubject } from '../harness/children.mjs'
import { startLoad } from '../load/choose.mjs'
import { watchWindow, withProcesses } from './window.mjs'

const spareSeconds = 30

export function measureServer(row, variant, settings) {
  return withLoadedServer(row, variant, settings, (server) => watchWindow(server, settings))
}

/** Gives `watch` a server that answers rightly and is under load. */
export function withLoadedServer(row, variant, settings, watch) {
  return withProcesses(async (keep) => {
    const { cores, warmUpMs, windowMs } = settings
    const server = keep(await startSubject('server.mjs', row, variant, settings))
    if (row.checks !== false) await checkAnswer(row, server.port)
    const longestSeconds = Math.ceil((warmUpMs + windowMs) / 1000) + spareSeconds
    const load = keep(await startLoad({ row, port: server.port, core: cores.counterpart, longestSeconds }))
    const figures = await watch(server)
    await load.stop()
    await server.stop()
    return figures
  })
}
