// Where generations of Node differ, the logs of the newest one are kept in a fixture, so that nethttp can be held to
// them on an older Node. To record them anew, run the scenarios on the newest Node, one file at a time:
//   RECORD_LOGS=1 node --import tsx --test --test-concurrency=1 'test/differential/*.test.ts'
import { readFileSync, writeFileSync } from 'node:fs'

const NEWEST = 26
const FIXTURE = new URL('../fixtures/newest-logs.json', import.meta.url)

/** Whether the running Node is the oracle of what the newest generation does. */
export const runsOnNewest = Number.parseInt(process.versions.node, 10) >= NEWEST

const isRecording = process.env.RECORD_LOGS !== undefined && runsOnNewest

function readAll(): Record<string, string[]> {
  try {
    return JSON.parse(readFileSync(FIXTURE, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/** The log the newest Node keeps of a scenario. */
export function newestLog(title: string): string[] {
  const log = readAll()[title]
  if (log === undefined) throw new Error(`no log of the newest Node is recorded for “${title}”`)
  return log
}

/** Keeps the log of the running Node, if it is the newest and recording was asked for. */
export function keepLog(title: string, log: string[]): void {
  if (!isRecording) return
  const all = { ...readAll(), [title]: log }
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(FIXTURE, `${JSON.stringify(sorted, null, 2)}\n`)
}
