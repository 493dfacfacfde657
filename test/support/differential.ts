// The differential harness: a scenario runs once on the running Node's http and once on nethttp, and the two
// logs must be equal. On a difference the first differing line is shown with its neighbours.
import assert from 'node:assert/strict'
import test from 'node:test'
import { describeError, type Log, startRecording } from './log.ts'
import { builtIn, type Feature, features, isBuiltIn, type Modules, tested } from './modules.ts'

export type Scenario = (modules: Modules, log: Log) => Promise<void> | void

export interface ScenarioOptions {
  /** The two runs go side by side: for scenarios that wait on timers and share nothing global. */
  together?: boolean
  /** A run may take so long, in milliseconds. */
  limit?: number
  /** What the running Node must have to be the oracle of this scenario. */
  needs?: Feature
  /** The log of the newest Node, to which nethttp is held where the running Node lacks what is needed. */
  recorded?: string[]
  /** Where nethttp is meant to differ from Node: why, and the log it is held to instead. */
  differs?: { reason: string; expected: string[] }
}

/** Prints the logs, of both runs. */
const SHOW_LOG = process.env.SHOW_LOG !== undefined
const LIMIT = 4000
const NEIGHBOURS = 4

/** Declares a test which runs `run` on both implementations and compares the logs. */
export function scenario(title: string, run: Scenario, options: ScenarioOptions = {}): void {
  const { needs, recorded, differs } = options
  const hasOracle = needs === undefined || features[needs]
  const skip = !hasOracle && (recorded === undefined || isBuiltIn) && `this Node has no ${needs} to compare with`
  test(title, { skip }, async () => {
    if (SHOW_LOG) console.log(`## ${title}`)
    if (differs !== undefined) {
      if (isBuiltIn) await record(builtIn, run, options)
      else compare(differs.expected, await record(tested, run, options), `what is meant to be (${differs.reason})`)
    } else if (!hasOracle) {
      compare(recorded ?? [], await record(tested, run, options), 'the log of the newest Node')
    } else if (options.together) {
      const [expected, actual] = await Promise.all([record(builtIn, run, options), record(tested, run, options)])
      compare(expected, actual, `node:http of ${process.version}`)
    } else {
      const expected = await record(builtIn, run, options)
      compare(expected, await record(tested, run, options), `node:http of ${process.version}`)
    }
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
