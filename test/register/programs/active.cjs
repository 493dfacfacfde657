// Prints whether http is nethttp's here; with an argument, also in a worker and in child processes, one after another.
const { fork, spawnSync } = require('node:child_process')
const { Worker, isMainThread, parentPort } = require('node:worker_threads')
const http = require('node:http')

const answer = http.Server === require('nethttp').Server ? 'nethttp' : 'built-in'

async function tellAll() {
  const worker = await new Promise((resolve) => new Worker(__filename).once('message', resolve))
  const spawned = spawnSync(process.execPath, [__filename], { encoding: 'utf8' }).stdout.trim()
  const forked = await new Promise((resolve) => fork(__filename, ['ipc']).once('message', resolve))
  console.log(JSON.stringify({ here: answer, worker, spawned, forked }))
}

if (!isMainThread) parentPort.postMessage(answer)
else if (process.argv[2] === 'all') tellAll()
else if (process.argv[2] === 'ipc') process.send(answer)
else console.log(answer)
