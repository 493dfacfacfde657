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

test('of an option that is given more than once the last counts, as in Node', async () => {
  const again = ['--max-http-header-size=99', '--max-http-header-size=66', '--insecure-http-parser']
  const [twice, taken, both] = await Promise.all([
    optionsOf(again),
    optionsOf([...again, '--no-insecure-http-parser']),
    optionsOf(['--max-http-header-size=55'], '--max-http-header-size=44 --insecure-http-parser'),
  ])
  assert.deepEqual([twice, taken, both], ['66 true', '66 false', '55 true'])
})

const PROXY_PROGRAM = `
  import(${JSON.stringify(new URL('../../src/node/command-line.ts', import.meta.url).href)}).then((options) => {
    process.stdout.write(String(options.isEnvProxyUsed()))
  })
`

/** Whether proxies of the environment are used, by command line, NODE_OPTIONS and NODE_USE_ENV_PROXY. */
async function isProxyUsed(args: string[], nodeOptions = '', setting?: string): Promise<boolean> {
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: nodeOptions, NODE_USE_ENV_PROXY: setting }
  if (setting === undefined) delete env.NODE_USE_ENV_PROXY
  const argv = ['--import', 'tsx', ...args, '-e', PROXY_PROGRAM]
  return (await promisify(execFile)(process.execPath, argv, { env })).stdout === 'true'
}

test('proxies of the environment are used when NODE_USE_ENV_PROXY is 1', async () => {
  const settings = [undefined, '', '0', 'true', '1']
  const used = await Promise.all(settings.map((setting) => isProxyUsed([], '', setting)))
  assert.deepEqual(used, [false, false, false, false, true])
})

test('an option of the command line wins over NODE_OPTIONS, and that over the environment', {
  skip: !process.allowedNodeEnvironmentFlags.has('--use-env-proxy') && 'this Node has no such option',
}, async () => {
  const [yes, no] = ['--use-env-proxy', '--no-use-env-proxy']
  const used = await Promise.all([
    isProxyUsed([yes], '', '0'),
    isProxyUsed(['--use_env_proxy']),
    isProxyUsed([], yes),
    isProxyUsed([yes], no),
    isProxyUsed([no, yes]),
    isProxyUsed([no], yes, '1'),
    isProxyUsed([], no, '1'),
    isProxyUsed([yes, no], '', '1'),
  ])
  assert.deepEqual(used, [true, true, true, true, true, false, false, false])
})
