// OpenTelemetry's http instrumentation: spans of both sides, joined by the traceparent that it sends, each request's
// context its own on kept connections, hooks, errors, aborts.

import { createRequire } from 'node:module'
import { context, SpanKind, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import { program } from '../support/program.mjs'
import { close, listen } from '../support/wire.mjs'

const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
provider.register({ contextManager: new AsyncLocalStorageContextManager() })
const instrumentation = new HttpInstrumentation({
  ignoreIncomingRequestHook: (request) => request.url === '/ignored',
  applyCustomAttributesOnSpan: (span, _request, response) => span.setAttribute('app.status', response.statusCode ?? 0),
})
const unregister = registerInstrumentations({ instrumentations: [instrumentation] })
// It patches what is required from here on.
const http = createRequire(import.meta.url)('node:http')

function handle(say) {
  return (req, res) => {
    const span = trace.getSpan(context.active())
    setTimeout(() => {
      const later = trace.getSpan(context.active())
      say(
        req.url,
        'same context later:',
        span?.spanContext().spanId === later?.spanContext().spanId,
        span !== undefined,
      )
      trace.getTracer('app').startActiveSpan(`work for ${req.url}`, (inner) => {
        inner.end()
        if (req.url === '/fails') res.statusCode = 500
        if (req.url === '/cut') return res.socket.destroy()
        res.end(`answer to ${req.url}`)
      })
    }, 5)
  }
}

function get(port, target, agent) {
  return new Promise((resolve) => {
    const request = http.get({ port, host: '127.0.0.1', path: target, agent }, (response) => {
      response.resume().on('end', () => resolve(`${response.statusCode} reused ${request.reusedSocket}`))
    })
    request.on('error', (error) => resolve(error.code))
  })
}

/** Spans with what joins them; ids are named by the order in which they come. */
function tellSpans(say) {
  const spans = exporter.getFinishedSpans()
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]))
  for (const span of [...spans].sort((a, b) => (label(a) < label(b) ? -1 : 1))) {
    const parent = byId.get(span.parentSpanContext?.spanId)
    const attributes = Object.entries(span.attributes).filter(
      ([name]) => !name.includes('port') && !name.includes('user_agent'),
    )
    say(
      label(span),
      'under',
      parent === undefined ? 'nothing' : label(parent),
      span.status.code,
      span.events.map((event) => event.name),
    )
    say('  ', Object.fromEntries(attributes))
  }
  exporter.reset()
}

function label(span) {
  const target = span.attributes['http.target'] ?? ''
  return `${SpanKind[span.kind]} ${span.name} ${target}`
}

await program('@opentelemetry/instrumentation-http', async ({ lane }) => {
  const say = lane('client')
  const server = http.createServer(handle(lane('server')))
  const port = await listen(server)
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  await trace.getTracer('app').startActiveSpan('a task', async (span) => {
    for (const target of ['/one', '/two', '/fails', '/ignored']) say(await get(port, target, agent))
    span.end()
  })
  tellSpans(lane('spans of a task'))
  const tasks = ['/a', '/b', '/c'].map((target) =>
    trace.getTracer('app').startActiveSpan(`task ${target}`, async (span) => {
      const answer = await get(port, target, agent)
      span.end()
      return answer
    }),
  )
  say(await Promise.all(tasks))
  tellSpans(lane('spans of tasks that wait for one connection'))
  say(await get(port, '/cut', agent))
  say(await get(1, '/nobody', agent))
  await new Promise((resolve) => setTimeout(resolve, 150))
  tellSpans(lane('spans of failures'))
  unregister()
  instrumentation.disable()
  say('without', await get(port, '/one', agent))
  tellSpans(lane('no spans'))
  agent.destroy()
  await close(server)
  await provider.shutdown()
})
