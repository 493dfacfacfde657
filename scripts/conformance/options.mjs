// The command line of the conformance run: what may be given, and what it becomes.

import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export const usage = `usage: node scripts/conformance.mjs [PATTERN …] [options]

Runs the HTTP and HTTPS tests of Node's own source tree on nethttp.
PATTERN is a part of a test's path ("agent-keepalive"), a glob with * ("*https-agent*"), or the whole path
of any other test in the tree ("test/parallel/test-domain-http-server.js").
The tree is taken from the environment variable NODE_SOURCE, or from .cache/node-source.

  --builtin        run on Node's built-in http and https
  --compare        run on both and show where they differ
  --jobs N         how many tests run at once (default: the number of cores)
  --timeout N      seconds a test may take (default: 30)
  --json FILE      write the results to FILE
  --expect FILE    fail only when a test named in FILE fails; tell which others pass now
  --node PATH      the Node binary that runs the tests (default: this one)
  --no-retry       in a full run, do not run again what failed
  --verbose        show everything a failed test printed
  --help           show this`

const optionTypes = {
  builtin: { type: 'boolean', default: false },
  compare: { type: 'boolean', default: false },
  jobs: { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'string' },
  expect: { type: 'string' },
  node: { type: 'string' },
  'no-retry': { type: 'boolean', default: false },
  register: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
}

export class UsageError extends Error {}

/** Reads the arguments; throws a UsageError with a message for the user. */
export function parseOptions(args) {
  const { values, positionals } = parse(args)
  return {
    patterns: positionals,
    builtin: values.builtin,
    compare: values.compare,
    jobs: positiveNumber('--jobs', values.jobs, availableParallelism()),
    timeoutSeconds: positiveNumber('--timeout', values.timeout, 30),
    jsonFile: values.json,
    expectFile: values.expect && resolve(values.expect),
    node: values.node ? resolve(values.node) : process.execPath,
    retry: positionals.length === 0 && !values['no-retry'],
    register: values.register && resolve(values.register),
    verbose: values.verbose,
    help: values.help,
  }
}

function parse(args) {
  try {
    return parseArgs({ args, options: optionTypes, allowPositionals: true })
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${usage}`)
  }
}

function positiveNumber(name, text, fallback) {
  if (text === undefined) return fallback
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new UsageError(`${name} must be a whole number above 0, not ${text}`)
}
