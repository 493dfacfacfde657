// A program of its own: two cluster workers serve one port with the http module named by the first argument, and
// the primary asks until both have answered.
import cluster from 'node:cluster'
import type { AddressInfo } from 'node:net'

const name = process.argv[2] ?? 'nethttp'
const { default: http } = (await import(name)) as typeof import('node:http') & { default: typeof import('node:http') }

if (cluster.isPrimary) {
  cluster.setupPrimary({ args: [name] })
  const workers = [cluster.fork(), cluster.fork()]
  const ports = await Promise.all(
    workers.map((worker) => new Promise<number>((resolve) => worker.once('message', resolve))),
  )
  console.log('one port', new Set(ports).size === 1)
  const answered = new Set<string>()
  for (let count = 0; count < 20 && answered.size < 2; count++) {
    answered.add(
      await new Promise((resolve, reject) => {
        http
          .get({ host: '127.0.0.1', port: ports[0], agent: false }, (res) => {
            res.setEncoding('utf8').once('data', resolve)
          })
          .on('error', reject)
      }),
    )
  }
  console.log('answered by', answered.size)
  for (const worker of workers) worker.send('close')
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve))))
  console.log('closed', workers.map(({ process: { exitCode } }) => exitCode).join())
} else {
  const server = http.createServer((_req, res) => res.end(String(cluster.worker?.id)))
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
  process.once('message', () => server.close(() => cluster.worker?.disconnect()))
}
