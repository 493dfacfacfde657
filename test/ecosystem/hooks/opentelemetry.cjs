// OpenTelemetry set up as its guide says, in a file that is loaded before the application: prints the spans at the end.

const { register } = require('node:module')
const { isMainThread } = require('node:worker_threads')
const { pathToFileURL } = require('node:url')
const { registerInstrumentations } = require('@opentelemetry/instrumentation')
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http')
const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node')

const exporter = new InMemorySpanExporter()
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register()
registerInstrumentations({ instrumentations: [new HttpInstrumentation()] })
// For programs of ES modules: the hook that instruments imports. Its thread may load this file as well.
if (isMainThread) register('@opentelemetry/instrumentation/hook.mjs', pathToFileURL(__filename))
process.on('exit', () => {
  const [one, other] = exporter.getFinishedSpans().sort((a, b) => a.kind - b.kind)
  const isJoined = one?.spanContext().traceId === other?.spanContext().traceId
  console.log(`${exporter.getFinishedSpans().length} spans, joined: ${isJoined}`)
})
