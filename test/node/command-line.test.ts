// The options of the node command that HTTP obeys, in every place and form they may be given in.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import test from 'node:test'
import { promisify } from 'node:util'
import { defaultMaxHeaderSize, isParserInsecure } from '../../src/node/command-line.ts'
import { LIMITS } from '../../src/protocol/limits.ts'

const PROGRAM = `
  import(${JSON.stringify(new URL('../../src/node/command-line.ts', import.meta.url).href)}).then((options) => {
    process.stdout.write(options.defaultMaxHeaderSize() + ' ' + options.isParserInsecure())
  })
`

async function optionsOf(args: string[], nodeOptions = ''): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: nodeOptions }
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', ...args, '-e', PROGRAM], { env })
  return stdout
}

test('without options the limit is the default one and the parser is strict', () => {
  assert.equal(defaultMaxHeaderSize(), LIMITS.maxHeaderSize.value)
  assert.equal(isParserInsecure(), false)
})

test('the options are read from the command line and from NODE_OPTIONS', async () => {
  const [line, environment, underscores] = await Promise.all([
    optionsOf(['--max-http-header-size=99', '--insecure-http-parser']),
    optionsOf([], '--no-warnings --max-http-header-size=88 --insecure-http-parser'),
    optionsOf(['--max_http_header_size', '77']),
  ])
  assert.deepEqual([line, environment, underscores], ['99 true', '88 true', '77 false'])
})
