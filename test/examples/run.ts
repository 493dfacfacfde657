import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import net from 'node:net'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** How long an example may take before it counts as stuck, well under the limit of a test. */
const LIMIT = 20_000

export const limits = { timeout: 30_000 }

/** Starts an example; it does not outlive the test. */
export function start(t: TestContext, file: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', `examples/${file}`, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT,
    killSignal: 'SIGKILL',
  })
  t.after(() => child.kill('SIGKILL'))

  const example = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    example.stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    example.stderr += chunk
  })

  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  exited.catch(() => {})

  const report = (text: string) => `${file}: ${text}\n--- stdout\n${example.stdout}\n--- stderr\n${example.stderr}`

  return {
    /** Waits until what the example has printed matches. */
    printed(pattern: RegExp) {
      return new Promise<RegExpExecArray>((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(example.stdout)
          if (match === null) return
          child.stdout.off('data', look)
          resolve(match)
        }
        child.stdout.on('data', look)
        exited.then(() => reject(new Error(report(`ended without printing ${pattern}`))), reject)
        look()
      })
    },

    /** Waits until a server tells its address. */
    async address() {
      const [, address = ''] = await this.printed(/^listening on (http:\/\/\S+)$/m)
      return new URL(address)
    },

    /** Waits until the example has ended by itself, and answers the lines it printed. */
    async lines() {
      assert.deepEqual(await exited, { code: 0, signal: null }, report('did not end well'))
      return example.stdout.trimEnd().split('\n')
    },

    /** Checks that a server is still running, and that it goes when told to. */
    async stop(signal: NodeJS.Signals) {
      assert.equal(child.exitCode, null, report('ended too early'))
      assert.equal(child.signalCode, null, report('was killed too early'))
      child.kill(signal)
      assert.deepEqual(await exited, { code: null, signal }, report(`did not end on ${signal}`))
    },
  }
}

/** Writes the pieces to a server, each in a packet of its own, and answers all that comes back until it closes. */
export async function raw({ hostname, port }: URL, ...pieces: (string | Uint8Array)[]) {
  const socket = net.connect({ host: hostname, port: Number(port), noDelay: true })
  socket.setTimeout(LIMIT, () => socket.destroy(new Error('the server does not answer')))
  const received = socket.setEncoding('latin1').toArray()
  for (const piece of pieces) {
    socket.write(piece)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const text = (await received).join('')
  return Buffer.from(text, 'latin1').toString()
}
