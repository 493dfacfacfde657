// `npm start`: makes the checkout ready, then runs the demo. Prints what went wrong in a line, not as a stack.

import { ensureReady } from './setup.mjs'

try {
  await ensureReady()
  const { runDemo } = await import('../demo/run-demo.mjs')
  await runDemo()
} catch (error) {
  console.error(`npm start: ${error.message}`)
  if (process.env.DEBUG) console.error(error)
  process.exitCode = 1
}
