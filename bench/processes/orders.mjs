// Knows what the parent may ask of a process: a mark (what it has used and done so far) and a stop.

export function announceReady(details = {}) {
  process.send({ type: 'ready', ...details })
}

export function obeyOrders({ counter, finish = async () => null }) {
  process.on('message', async (order) => {
    if (order.type === 'mark') {
      process.send({ type: 'mark', ...takeMark(counter) })
    } else if (order.type === 'stop') {
      const failure = await finish()
      process.send({ type: 'stopped', failure }, () => process.exit(0))
    }
  })
  process.on('disconnect', () => process.exit(0))
}

function takeMark(counter) {
  const { user, system } = process.cpuUsage()
  return { atMs: performance.now(), cpuUserUs: user, cpuSystemUs: system, requests: counter.requests }
}
