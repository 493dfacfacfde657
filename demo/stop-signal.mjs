// When the demo is to end: Ctrl-C, SIGTERM, or nobody left to read what it prints.

/** How long closing may take before it counts as stuck. */
const PATIENCE_MS = 3000

/** @returns an AbortSignal whose reason is the name of what ended the demo */
export function onStopSignal(output) {
  const controller = new AbortController()
  const stop = (reason) => {
    // npm passes Ctrl-C on to a process that has already had it: the second is not impatience.
    if (controller.signal.aborted) return
    controller.abort(reason)
    setTimeout(endStuckProcess, PATIENCE_MS).unref()
  }
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, stop)
  output.on('error', (error) => stop(error.code))
  return controller.signal
}

function endStuckProcess() {
  console.error(`something is still open after ${PATIENCE_MS} ms: ${process.getActiveResourcesInfo().join(', ')}`)
  process.exit(1)
}
