// Starts the processes of a measurement, each on its core, talks to them and sees to it that none outlives the run.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { registerOptions } from '../processes/module-under-test.mjs'

const replyTimeoutMs = 30_000
const interruptAgainMs = 200
const processesFolder = fileURLToPath(new URL('../processes/', import.meta.url))
const living = new Set()

process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})
process.on('SIGINT', () => process.exit(130))
process.on('SIGTERM', () => process.exit(143))

/** Runs `work` with a list for what it starts; nothing of it outlives the measurement. */
export async function withProcesses(work) {
  const started = []
  try {
    return await work((process) => {
      started.push(process)
      return process
    })
  } finally {
    for (const each of started) each.kill()
  }
}

/** Starts what is measured: `variant` of a row, on the subject's core. */
export function startSubject(script, row, variant, { cores, nodeOptionsOf, before }, moreArgs = []) {
  const preload = row.isRegistered ? registerOptions(variant, before) : []
  const options = [...preload, ...nodeOptionsOf(variant)]
  return startNodeProcess({
    script,
    args: [row.name, variant, ...moreArgs],
    core: cores.subject,
    nodeOptions: options,
    before,
  })
}

/** Starts `processes/<script>` on this very Node; resolves once it is ready. */
export async function startNodeProcess({ script, args, core, nodeOptions = [], before = null }) {
  // Options meant for this process, such as a preloaded module, must not reach what is measured.
  const { NODE_OPTIONS: _, ...inherited } = process.env
  const env = { ...inherited, NODE_ENV: 'production' }
  if (before !== null) env.BENCH_BEFORE = before
  const commandLine = [...nodeOptions, `${processesFolder}${script}`, ...args]
  const child = spawnPinned(process.execPath, commandLine, core, {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const name = [script, ...args].join(' ')
  const ready = await nextMessage(child, name, 'ready')

  function ask(order, replyType = order) {
    const reply = nextMessage(child, name, replyType)
    if (child.connected) child.send({ type: order })
    return reply
  }

  return {
    port: ready.port,
    ask,
    async stop() {
      const { failure } = await ask('stop', 'stopped')
      await ended(child, name)
      if (failure !== null) throw new Error(`${name} met ${failure}`)
    },
    signal: (signal) => child.kill(signal),
    kill: () => child.kill('SIGKILL'),
  }
}

/** Starts a program which runs until it is interrupted and then prints what it has to say. */
export function startProgram(command, args, { core, env }) {
  const child = spawnPinned(command, args, core, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  const closed = once(child, 'close')
  return {
    async interrupt() {
      child.kill('SIGINT')
      // Of a program that was stopped until now the signal may have met another thread than the one that waits.
      const again = setInterval(() => child.kill('SIGINT'), interruptAgainMs)
      const timer = setTimeout(() => child.kill('SIGKILL'), replyTimeoutMs)
      await closed
      clearInterval(again)
      clearTimeout(timer)
      return output
    },
    signal: (signal) => child.kill(signal),
    kill: () => child.kill('SIGKILL'),
  }
}

function spawnPinned(command, args, core, spawnOptions) {
  const commandLine = core === null ? [command, ...args] : ['taskset', '-c', String(core), command, ...args]
  const child = spawn(commandLine[0], commandLine.slice(1), spawnOptions)
  living.add(child)
  child.once('exit', () => living.delete(child))
  return child
}

function nextMessage(child, name, type) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(reject, new Error(`${name} did not answer '${type}'`)), replyTimeoutMs)
    const onMessage = (message) => {
      if (message.type === type) settle(resolve, message)
    }
    const onExit = () => settle(reject, new Error(`${name} ended before its time`))

    function settle(finish, value) {
      clearTimeout(timer)
      child.off('message', onMessage)
      child.off('exit', onExit)
      finish(value)
    }

    child.on('message', onMessage)
    child.on('exit', onExit)
    if (child.exitCode !== null || child.signalCode !== null) onExit()
  })
}

async function ended(child, name) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const timer = setTimeout(() => child.kill('SIGKILL'), replyTimeoutMs)
  const [, signal] = await once(child, 'exit')
  clearTimeout(timer)
  if (signal !== null) throw new Error(`${name} did not stop by itself`)
}
