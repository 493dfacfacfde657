// The differential harness: a scenario runs once on the running Node's http and once on nethttp, and the two
// logs must be equal. On a difference the first differing line is shown with its neighbours.
import assert from 'node:assert/strict'
import test from 'node:test'
import { describeError, type Log, startRecording } from './log.ts'
import { builtIn, isBuiltIn, type Modules, tested } from './modules.ts'
import { keepLog, newestLog, runsOnNewest } from './newest.ts'

export type Scenario = (modules: Modules, log: Log) => Promise<void> | void

export interface ScenarioOptions {
  /** The two runs go side by side: for scenarios that wait on timers and share nothing global. */
  together?: boolean
  /** A run may take so long, in milliseconds. */
  limit?: number
  /**
   * For scenarios whose logs differ among generations of Node. `required`: nethttp behaves as the newest on every
   * Node; `allowed`: it may behave as the newest or as the running Node. The newest one's log is a fixture.
   */
  newest?: 'required' | 'allowed'
  /** Where nethttp is meant to differ from Node: why, and the log it is held to instead. */
  differs?: { reason: string; expected: string[] }
}

/** Prints the logs, of both runs. */
const SHOW_LOG = process.env.SHOW_LOG !== undefined
const LIMIT = 4000
const NEIGHBOURS = 4

/** Declares a test which runs `run` on both implementations and compares the logs. */
export function scenario(title: string, run: Scenario, options: ScenarioOptions = {}): void {
  const { newest, differs, together } = options
  const isRecorded = newest === 'required' && !runsOnNewest
  const skip = isRecorded && isBuiltIn && 'an older Node than the newest, and nethttp is the built-in here'
  test(title, { skip }, async () => {
    if (SHOW_LOG) console.log(`## ${title}`)
    if (differs !== undefined && !isBuiltIn) {
      compare(differs.expected, await record(tested, run, options), `what is meant to be (${differs.reason})`)
      return
    }
    if (isRecorded) {
      compare(newestLog(title), await record(tested, run, options), 'the newest node:http')
      return
    }
    const expected = record(builtIn, run, options)
    if (!together) await expected
    const [oracle, actual] = await Promise.all([expected, record(tested, run, options)])
    if (newest !== undefined) keepLog(title, oracle)
    const difference = firstDifference(oracle, actual, `node:http of ${process.version}`)
    if (difference === undefined) return
    if (newest !== 'allowed' || runsOnNewest) assert.fail(difference)
    const other = firstDifference(newestLog(title), actual, 'the newest node:http')
    if (other !== undefined) assert.fail(`${difference}\n  and from the newest, which would do as well:\n  ${other}`)
  })
}

/** Runs a scenario on one implementation; what it throws, and that it does not finish, are lines of its log. */
export async function record(modules: Modules, run: Scenario, { limit = LIMIT }: ScenarioOptions): Promise<string[]> {
  const { log, lines, cleanUp } = startRecording()
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, limit, `<not finished after ${limit} ms>`)
  })
  const finished = Promise.resolve()
    .then(() => run(modules, log))
    .then(
      () => undefined,
      (error: unknown) => `<the scenario threw> ${describeError(error)}`,
    )
  const failure = await Promise.race([finished, timeUp])
  clearTimeout(timer)
  if (failure !== undefined) log.lane('~')(failure)
  const told = lines()
  await cleanUp()
  assert.ok(
    failure === undefined || modules !== builtIn,
    `the scenario itself fails on node:http: ${failure}\n${told.join('\n')}`,
  )
  if (SHOW_LOG) console.log(told.join('\n'))
  return told
}

function compare(expected: string[], actual: string[], oracle: string): void {
  const message = firstDifference(expected, actual, oracle)
  if (message !== undefined) assert.fail(message)
}

/** The first differing line of two logs with its neighbours on both sides; nothing if they are equal. */
export function firstDifference(expected: string[], actual: string[], oracle: string): string | undefined {
  const length = Math.max(expected.length, actual.length)
  let index = 0
  while (index < length && expected[index] === actual[index]) index++
  if (index === length) return undefined
  const before = expected.slice(Math.max(0, index - NEIGHBOURS), index).map((line) => `    ${line}`)
  const side = (lines: string[], mark: string) => {
    const shown = lines.slice(index, index + NEIGHBOURS + 1).map((line, at) => `  ${at === 0 ? mark : ' '} ${line}`)
    return index >= lines.length ? [`  ${mark} <nothing more>`] : shown
  }
  return [
    `the logs differ at line ${index + 1} of ${expected.length}`,
    ...before,
    `  ${oracle} has:`,
    ...side(expected, '-'),
    '  nethttp has:',
    ...side(actual, '+'),
  ].join('\n')
}
