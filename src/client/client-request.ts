// `http.ClientRequest`: a request on its way. Adds the request line, the coming of a socket and the response to
// OutgoingMessage. What happens on the socket stands in client-connection.ts, the choice of one in agent.ts.

import { AsyncResource } from 'node:async_hooks'
import { finished } from 'node:stream'
import type { IncomingMessage } from '../message/incoming-message.ts'
import { kFields, kFlushed, kHighWaterMark, kOptions } from '../message/internals.ts'
import { settleFlushed } from '../message/outgoing-end.ts'
import type { OutgoingOptions } from '../message/outgoing-fields.ts'
import { OutgoingMessage } from '../message/outgoing-message.ts'
import { callableClass } from '../node/callable-class.ts'
import { nowMs } from '../node/clock.ts'
import { debug } from '../node/debug.ts'
import * as diagnostics from '../node/diagnostics.ts'
import { abortError, apiError } from '../node/errors.ts'
import { isLenientAboutValues, uniqueHeaderNames, validateParsing } from '../node/http-options.ts'
import { isPerformanceObserved } from '../node/performance-entries.ts'
import { validateAbortSignal, validateTimeoutMs } from '../node/validators.ts'
import { isToken } from '../protocol/characters.ts'
import type { ClientConnection, ClientSocket } from './client-connection.ts'
import {
  kAuthority,
  kConnection,
  kContext,
  kDestroyError,
  kHasWritten,
  kIsRepeated,
  kStartMs,
  kTunnel,
  kWriteError,
} from './client-internals.ts'
import { requestOnSent } from './exchange-over.ts'
import { getGlobalAgent } from './global-agent.ts'
import { setInitialFields } from './initial-fields.ts'
import type { ProxyTunnel } from './proxy-tunnel.ts'
import {
  type AgentLike,
  checkPath,
  hostField,
  type RequestOptions,
  type ResponseListener,
  requestArguments,
  resolveHost,
  resolveMethod,
} from './request-options.ts'
import { connectWithoutAgent, requestOnSocket } from './request-socket.ts'
import { listenForTimeout, startTimeout } from './request-timeouts.ts'
import { canSendAgain } from './send-again.ts'

const kPath = Symbol('nethttp.path')

/** Methods whose requests have no body by default (RFC 9110 §9.3): nothing is said about its length then. */
const BODYLESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])

class ClientRequestBody extends OutgoingMessage {
  declare agent: AgentLike | null | undefined
  declare socketPath: string | undefined
  declare method: string
  declare timeout: number | undefined
  declare maxHeaderSize: number | undefined
  declare insecureHTTPParser: boolean | undefined
  declare httpValidation: string | undefined
  declare joinDuplicateHeaders: boolean | undefined
  declare _ended: boolean
  declare res: IncomingMessage | null
  declare aborted: boolean
  declare timeoutCb: (() => void) | null
  declare upgradeOrConnect: boolean
  declare parser: unknown
  declare maxHeadersCount: number | null
  declare reusedSocket: boolean
  declare host: string
  declare protocol: string
  declare [kContext]: AsyncResource
  declare [kStartMs]: number
  declare [kAuthority]: string
  declare [kDestroyError]: Error | null
  declare [kPath]: string
  declare [kConnection]: ClientConnection | null
  declare [kTunnel]: ProxyTunnel | null
  declare [kHasWritten]: boolean
  declare [kIsRepeated]: boolean
  declare [kWriteError]: Error | null

  get path(): string {
    return this[kPath]
  }
  set path(path: string) {
    const text = String(path)
    checkPath(text)
    this[kPath] = text
  }

  override write(...args: Parameters<OutgoingMessage['write']>): boolean {
    this[kHasWritten] = true
    return super.write(...args)
  }

  override _finish(): void {
    if (this[kIsRepeated]) return
    super._finish()
    if (isPerformanceObserved()) this[kStartMs] = nowMs()
    if (diagnostics.clientRequestStart.hasSubscribers) diagnostics.clientRequestStart.publish({ request: this })
  }

  override _implicitHeader(): void {
    if (this._header) throw apiError('ERR_HTTP_HEADERS_SENT', 'render')
    // A program may have set another since it was checked, and a line with it.
    const { method } = this
    if (typeof method !== 'string' || !isToken(method)) throw apiError('ERR_INVALID_HTTP_TOKEN', 'Method', method)
    this._storeHeader(`${method} ${this.path} HTTP/1.1\r\n`, this[kFields])
  }

  abort(): void {
    if (this.aborted) return
    this.aborted = true
    process.nextTick(emitAbort, this)
    this.destroy()
  }

  /** Ends the request; unless it is answered, `error` tells so (ECONNRESET when no error is given). */
  override destroy(error?: Error): this {
    if (this.destroyed) return this
    this.destroyed = true
    // Of the response nothing more is of interest.
    this.res?._dump()
    this[kDestroyError] = error ?? null
    this.socket?.destroy(error)
    if (this[kTunnel]?.abandon()) this.onSocket(undefined)
    return this
  }

  /** Called by the agent, once, with a socket or with the error that there is none. */
  onSocket(socket: ClientSocket | undefined, error?: Error | null): void {
    process.nextTick(requestOnSocket, this, socket, error)
  }

  _deferToConnect(method: string | null, args: unknown[]): void {
    const call = () => {
      if (method) (this.socket as unknown as Record<string, (...args: unknown[]) => void>)[method](...args)
    }
    const whenConnected = () => {
      if (this.socket?.writable) call()
      else this.socket?.once('connect', call)
    }
    if (this.socket) whenConnected()
    else this.once('socket', whenConnected)
  }

  override setTimeout(msecs: number, callback?: () => void): this {
    if (this._ended) return this
    listenForTimeout(this)
    const durationMs = validateTimeoutMs(msecs, 'msecs')
    if (callback) this.once('timeout', callback)
    if (this.socket) startTimeout(this.socket as ClientSocket, durationMs)
    else this.once('socket', (socket: ClientSocket) => startTimeout(socket, durationMs))
    return this
  }

  setNoDelay(noDelay?: boolean): void {
    this._deferToConnect('setNoDelay', [noDelay])
  }

  setSocketKeepAlive(enable?: boolean, initialDelay?: number): void {
    this._deferToConnect('setKeepAlive', [enable, initialDelay])
  }

  clearTimeout(callback?: () => void): void {
    this.setTimeout(0, callback)
  }

  override [kFlushed](error?: Error | null): void {
    // It went out again; this is what has become of its first connection.
    if (this[kIsRepeated] && this.socket === null) return
    // Not over yet: what could not be written may go out on another connection.
    if (error && this[kConnection]?.isStale && canSendAgain(this)) {
      this[kWriteError] = error
      return
    }
    this[kWriteError] = null
    settleFlushed(this, error)
    // The answer may be over before the request has left; only then is the socket free.
    if (!error && this._ended) requestOnSent(this)
  }
}

export interface ClientRequestConstructor {
  new (
    input: string | URL | RequestOptions,
    options?: RequestOptions | ResponseListener,
    callback?: ResponseListener,
  ): ClientRequestBody
  prototype: ClientRequestBody
}

function construct(this: ClientRequestBody, input: unknown, second: unknown, third: unknown): void {
  ;(OutgoingMessage as (this: object) => void).call(this)
  const { options, callback } = requestArguments(input, second, third)
  const defaultAgent = options._defaultAgent ?? getGlobalAgent()
  const agent = resolveAgent(options, defaultAgent)
  this.agent = agent
  const path = String(options.path || '/')
  checkPath(path)
  const protocol = options.protocol || defaultAgent.protocol
  const expectedProtocol = agent?.protocol || defaultAgent.protocol
  if (protocol !== expectedProtocol) throw apiError('ERR_INVALID_PROTOCOL', String(protocol), String(expectedProtocol))

  const defaultPort = options.defaultPort || agent?.defaultPort
  // `options` is a copy already, and ours: the agent gets it too, but for the signal.
  const connectOptions = options
  const { signal } = options
  if (signal !== undefined) delete connectOptions.signal
  connectOptions.port = options.port || defaultPort || 80
  const host = resolveHost(options)
  connectOptions.host = host
  const hasDefaultHeaders = options.setDefaultHeaders !== false
  this._removedConnection = !hasDefaultHeaders
  this._removedContLen = !hasDefaultHeaders
  this._removedTE = !hasDefaultHeaders
  this.socketPath = options.socketPath
  this.timeout = undefined
  if (options.timeout !== undefined) this.timeout = validateTimeoutMs(options.timeout, 'timeout')
  this.method = resolveMethod(options.method)
  validateParsing(options)
  this.maxHeaderSize = options.maxHeaderSize
  this.insecureHTTPParser = options.insecureHTTPParser
  this.httpValidation = options.httpValidation
  this.joinDuplicateHeaders = options.joinDuplicateHeaders
  this[kPath] = path
  if (callback) this.once('response', callback)
  this.useChunkedEncodingByDefault = !BODYLESS.has(this.method)
  this._ended = false
  this.res = null
  this.aborted = false
  this.timeoutCb = null
  this.upgradeOrConnect = false
  this.parser = null
  this.maxHeadersCount = null
  this.reusedSocket = false
  this.host = host
  this.protocol = protocol as string
  this[kAuthority] = hostField(host, connectOptions.port, defaultPort)
  this[kContext] = new AsyncResource('HTTPCLIENTREQUEST')
  this[kConnection] = null
  this[kTunnel] = null
  this[kDestroyError] = null
  this[kStartMs] = 0
  this[kHasWritten] = false
  this[kIsRepeated] = false
  this[kWriteError] = null
  this[kOptions] = requestMessageOptions(options)
  this[kHighWaterMark] = options.highWaterMark
  if (signal !== undefined && signal !== null) abortWithSignal(this, signal)

  // A connection that nobody will use again is not asked to stay.
  const mayBeReused = agent ? Boolean(agent.keepAlive) || Number.isFinite(agent.maxSockets) : false
  this._last = !mayBeReused
  this.shouldKeepAlive = mayBeReused
  setInitialFields(this, options, host, hasDefaultHeaders)
  if (debug.enabled) debug('client: %s %s//%s%s', this.method, this.protocol, this[kAuthority], this.path)
  if (diagnostics.clientRequestCreated.hasSubscribers) diagnostics.clientRequestCreated.publish({ request: this })
  if (agent) agent.addRequest(this, connectOptions)
  else connectWithoutAgent(this, connectOptions)
}

/**
 * `new ClientRequest(url | options[, options][, callback])`. Events beside those of OutgoingMessage: `socket`,
 * `response`, `information`, `continue`, `connect`, `upgrade`, `abort`, `timeout`.
 */
export const ClientRequest = callableClass<ClientRequestConstructor>('ClientRequest', construct, ClientRequestBody)
export type ClientRequest = ClientRequestBody

/** By what `httpValidation` asks for; requests without `uniqueHeaders` share them. */
const [LENIENT, DEFAULT, STRICT]: OutgoingOptions[] = [
  { lenientValues: true, isStrict: false },
  { lenientValues: false, isStrict: false },
  { lenientValues: false, isStrict: true },
].map((options) => ({ uniqueHeaders: null, rejectNonStandardBodyWrites: false, ...options }))

function requestMessageOptions(options: RequestOptions): OutgoingOptions {
  const usual = isLenientAboutValues(options) ? LENIENT : DEFAULT
  const shared = options.httpValidation === 'strict' ? STRICT : usual
  if (!options.uniqueHeaders) return shared
  return { ...shared, uniqueHeaders: uniqueHeaderNames(options.uniqueHeaders) }
}

function resolveAgent(options: RequestOptions, defaultAgent: AgentLike): AgentLike | null | undefined {
  const { agent } = options
  if (agent === false) return new (defaultAgent.constructor as new () => AgentLike)()
  if (agent === null || agent === undefined) {
    // Whoever brings connections of their own keeps them too.
    return typeof options.createConnection === 'function' ? agent : defaultAgent
  }
  if (typeof agent.addRequest !== 'function') {
    throw apiError('ERR_INVALID_ARG_TYPE', 'options.agent', ['Agent-like Object', 'undefined', 'false'], agent)
  }
  return agent
}

function emitAbort(request: ClientRequestBody): void {
  request.emit('abort')
}

function abortWithSignal(request: ClientRequestBody, signal: AbortSignal): void {
  validateAbortSignal(signal, 'signal')
  const abort = () => request.destroy(abortError(signal.reason))
  if (signal.aborted) {
    abort()
    return
  }
  signal.addEventListener('abort', abort)
  const stop = () => signal.removeEventListener('abort', abort)
  finished(request as never, stop)
}
