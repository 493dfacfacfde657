// What every program here is run in: it keeps the log, bounds the time, and says at the end which http the process had.
// The log has lanes, one for each party, since what two parties do at the same time has no order of its own.
// `ECOSYSTEM_REPORT` names the file for the report; without it the log is printed, for a person.

import { writeFileSync } from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import { inspect } from 'node:util'
import { normalize } from './normalize.mjs'

const require = createRequire(import.meta.url)
const LIMIT_MS = 20_000
/** So long may a program go on by itself when all is done, before it counts as hanging. */
const LINGER_MS = 3000

/**
 * Runs `run` with what keeps the log; what it throws is a line of the log, and so is how the process ended.
 * @param {string} packageName the folder in node_modules whose version the table shows
 * @param {(tools: ReturnType<typeof makeTools>) => Promise<void>} run
 * @param {{ limitMs?: number }} options
 */
export async function program(packageName, run, { limitMs = LIMIT_MS } = {}) {
  const lanes = new Map()
  const tools = makeTools(lanes)
  const fate = tools.lane('~ the process')
  const stranded = setTimeout(() => endBy(`not finished after ${limitMs} ms`), limitMs)
  const endBy = (why) => {
    fate(why)
    process.exit(1)
  }
  process.on('uncaughtException', (error) => fate('uncaught', error))
  process.on('unhandledRejection', (error) => fate('unhandled', error))
  process.on('exit', (code) => {
    fate(`exit code ${code}`)
    report(packageName, lanes)
  })
  try {
    await run(tools)
  } catch (error) {
    fate('thrown', error)
    if (!process.env.ECOSYSTEM_REPORT) console.error(error)
  }
  clearTimeout(stranded)
  setTimeout(() => endBy(`still running ${LINGER_MS} ms after its end`), LINGER_MS).unref()
}

function makeTools(lanes) {
  /** A function that puts its arguments on one line of the lane's log. */
  const lane = (name) => {
    if (!lanes.has(name)) lanes.set(name, [])
    const lines = lanes.get(name)
    return (...values) => {
      lines.push(...normalize(values.map(show).join(' ')).split('\n'))
    }
  }
  /** Puts the named events of an emitter on a lane, in their order. */
  const watch = (emitter, names, say) => {
    for (const name of names) {
      emitter.on(name, (value) => (value instanceof Error ? say(`· ${name}`, value) : say(`· ${name}`)))
    }
    return emitter
  }
  /**
   * For what differs on purpose, and for what newer Nodes do differently, since nethttp does as the newest on each:
   * the reason stands in the log of both when each has what it is meant to have.
   * @param {{ reason: string, builtIn: unknown, nethttp: unknown }} meant
   */
  const differs = (meant, actual, say) => {
    const expected = show(isNethttp() ? meant.nethttp : meant.builtIn)
    say(show(actual) === expected ? `differs: ${meant.reason}` : `not as it is meant to differ: ${show(actual)}`)
  }
  /** For a program that has not what it needs; the table says why. */
  const skip = (reason) => {
    lanes.skipped = reason
  }
  return { lane, watch, differs, skip }
}

/** What a user sees of an error is its name, code and message; elsewhere values are shown as they are. */
function show(value) {
  if (typeof value === 'string') return value
  if (value instanceof Error) {
    return `${value.name}${value.code === undefined ? '' : ` [${value.code}]`}: ${value.message}`
  }
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 6, maxStringLength: 300 })
}

function isNethttp() {
  return ['Server', 'IncomingMessage', 'OutgoingMessage'].every(
    (name) => http[name] === require('../../../dist/http.cjs')[name],
  )
}

function report(packageName, lanes) {
  const lines = [...lanes].flatMap(([name, told]) => [`[${name}]`, ...told])
  const { version } = require(`../node_modules/${packageName}/package.json`)
  const subject = isNethttp() ? 'nethttp' : 'node:http'
  const file = process.env.ECOSYSTEM_REPORT
  if (file) writeFileSync(file, JSON.stringify({ version, subject, skipped: lanes.skipped, lines }))
  else process.stdout.write(`${packageName} ${version} on ${subject}\n${lines.join('\n')}\n`)
}
