// A tunnel through a proxy to an origin (RFC 9110 §9.3.6): CONNECT, the proxy's answer, and the start of what is
// spoken inside.
//
//   ASKING ── 2xx ──▶ SECURING ── secureConnect ──▶ DONE: the callback has a socket
//      │                 │
//      └─────────────────┴── refused, broken, silent for too long ──▶ DONE: the callback has an error
//                        └── given up by its request ───────────────▶ DONE: nobody is told
//
// Knows the proxy's connection as a Duplex; what is spoken inside, and how, it is given.

import type net from 'node:net'
import type { Duplex } from 'node:stream'
import { domainToASCII } from 'node:url'
import { defaultMaxHeaderSize, isParserInsecure } from '../node/command-line.ts'
import { debug } from '../node/debug.ts'
import { apiError, type CodedError } from '../node/errors.ts'
import { hasInvalidTargetCharacter } from '../protocol/characters.ts'
import { latin1 } from '../protocol/latin1.ts'
import { LENIENT_LENGTH_AND_CODING, leniencyOf } from '../protocol/leniency.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { MessageHead } from '../protocol/message-head.ts'
import { type HeadVerdict, INTERIM, type MessageHandler, MessageParser, SWITCH } from '../protocol/message-parser.ts'
import { kTunnel } from './client-internals.ts'
import { checkPort } from './proxied-request.ts'
import type { ProxyConfig } from './proxy-config.ts'
import { bracketed, type SocketCallback } from './request-options.ts'

/** An error of a tunnel. */
export interface TunnelError extends CodedError {
  /** The proxy's answer, if it was another than a tunnel. */
  statusCode?: number
  /** How long was waited, in ms. */
  proxyTunnelTimeout?: number
}

export interface TunnelPlan {
  proxy: ProxyConfig
  /** The end of the tunnel: `host:port`. */
  authority: string
  /** Whether the tunnel may be kept for other requests. */
  mayBeKept: boolean
  /** How long the connection may be silent until the tunnel stands, in ms; 0: for ever. */
  timeoutMs: number
  /** Starts what is spoken inside; that emits `secureConnect` when it is ready. */
  secure(socket: TunnelSocket): net.Socket
  callback: SocketCallback
}

/** A connection to a proxy, or what is spoken inside, while the tunnel is made. */
export type TunnelSocket = net.Socket & { [kTunnel]?: ProxyTunnel | undefined }

const ASKING = 0
const SECURING = 1
const DONE = 2

/** So much of what a proxy says is repeated in a message. */
const MOST_QUOTED_CHARACTERS = 200

export class ProxyTunnel implements MessageHandler {
  private readonly socket: TunnelSocket
  private readonly plan: TunnelPlan
  private readonly parser: MessageParser
  private phase = ASKING
  private inner: TunnelSocket | null = null
  private answer = ''
  private statusCode = 0
  private interimResponses = 0
  /** The first bytes of the answer, as text: for messages. */
  private opening = ''

  /** @param socket the connection to the proxy, which may still be made */
  constructor(socket: TunnelSocket, plan: TunnelPlan) {
    this.socket = socket
    this.plan = plan
    // RFC 9110 §9.3.6: what the answer says of its length is not looked at.
    const leniency = leniencyOf(undefined, isParserInsecure()) | LENIENT_LENGTH_AND_CODING
    this.parser = new MessageParser('response', this, { maxHeaderSize: defaultMaxHeaderSize(), leniency })
    socket[kTunnel] = this
    socket.on('data', socketOnData)
    socket.on('end', socketOnEnd)
    socket.on('close', socketOnEnd)
    socket.on('error', socketOnError)
    if (plan.timeoutMs > 0) socket.setTimeout(plan.timeoutMs, socketOnTimeout)
    socket.write(connectRequest(plan), 'latin1')
  }

  /**
   * The request that the tunnel is made for wants it no more.
   * @returns whether the tunnel was still being made, so that its callback will not be called
   */
  abandon(): boolean {
    if (this.phase === DONE) return false
    this.giveUp()
    return true
  }

  read(bytes: Buffer): void {
    if (this.opening.length < MOST_QUOTED_CHARACTERS) this.opening += latin1(bytes, 0, bytes.length)
    const consumed = this.parser.execute(bytes)
    if (this.parser.error !== null) this.refuse(this.parser.error)
    else if (this.statusCode >= 200 && this.statusCode < 300) this.open(bytes.subarray(consumed))
    else if (this.statusCode !== 0) this.refuse()
  }

  onHead(head: MessageHead): HeadVerdict {
    const { statusCode } = head
    if (statusCode < 200 && statusCode !== 101) {
      if (++this.interimResponses > LIMITS.maxInformationalResponses.value) this.parser.refuse('informationalFlood')
      return INTERIM
    }
    this.statusCode = statusCode
    this.answer = `HTTP/${head.versionMajor}.${head.versionMinor} ${statusCode} ${head.reasonPhrase}`.trimEnd()
    return SWITCH
  }

  onBody(): void {}
  onTrailers(): void {}
  onMessageEnd(): void {}

  /** The proxy agrees: from here on the connection is the origin's. */
  private open(early: Buffer): void {
    const { socket, plan } = this
    this.phase = SECURING
    socket.removeListener('data', socketOnData)
    socket.removeListener('end', socketOnEnd)
    socket.pause()
    if (early.length > 0) socket.unshift(early)
    debug('client: a tunnel to %s', plan.authority)
    try {
      this.inner = plan.secure(socket)
    } catch (error) {
      this.fail(error as Error)
      return
    }
    this.inner[kTunnel] = this
    this.inner.on('secureConnect', innerOnSecureConnect)
    this.inner.on('error', socketOnError)
  }

  succeed(): void {
    this.release()
    this.plan.callback(null, this.inner as Duplex)
  }

  fail(error: Error): void {
    if (this.phase === DONE) return
    this.giveUp()
    this.plan.callback(error)
  }

  failToEnd(): void {
    this.fail(apiError('ERR_PROXY_TUNNEL', 'Connection to establish proxy tunnel ended unexpectedly'))
  }

  timeOut(): void {
    const { timeoutMs } = this.plan
    const message = `Connection to establish proxy tunnel timed out after ${timeoutMs}ms`
    this.fail(Object.assign(apiError('ERR_PROXY_TUNNEL', message), { proxyTunnelTimeout: timeoutMs }))
  }

  /** The answer is no tunnel, or no HTTP at all. */
  private refuse(cause?: Error & { code: string }): void {
    if (cause?.code === 'HPE_HEADER_OVERFLOW') {
      this.fail(apiError('ERR_PROXY_TUNNEL', `Proxy response headers exceeded ${defaultMaxHeaderSize()} bytes`))
      return
    }
    const { proxy, authority } = this.plan
    const answer = this.answer || this.opening.slice(0, MOST_QUOTED_CHARACTERS).split(/\r?\n/, 1)[0]
    const message = `Failed to establish tunnel to ${authority} via ${proxy.href}: ${answer}`
    const error: TunnelError = apiError('ERR_PROXY_TUNNEL', message)
    if (cause === undefined) error.statusCode = this.statusCode
    else error.cause = cause
    this.fail(error)
  }

  private giveUp(): void {
    this.release()
    this.inner?.on('error', ignore)
    this.inner?.destroy()
    this.socket.destroy()
  }

  /** What is left has nothing of the tunnel, which would keep its first request alive. */
  private release(): void {
    const { socket, inner } = this
    this.phase = DONE
    socket[kTunnel] = undefined
    socket.removeListener('data', socketOnData)
    socket.removeListener('end', socketOnEnd)
    socket.removeListener('close', socketOnEnd)
    if (this.plan.timeoutMs > 0) socket.setTimeout(0, socketOnTimeout)
    // Who has the inner one hears of its errors there.
    socket.removeListener('error', socketOnError)
    socket.on('error', ignore)
    if (inner === null) return
    inner[kTunnel] = undefined
    inner.removeListener('secureConnect', innerOnSecureConnect)
    inner.removeListener('error', socketOnError)
  }
}

/**
 * The authority of a tunnel's end. A name is sent in ASCII, as it is looked up.
 * @throws ERR_SOCKET_BAD_PORT, ERR_INVALID_CHAR
 */
export function tunnelAuthority(host: string | null | undefined, port: unknown): string {
  checkPort(port)
  const given = bracketed(host || 'localhost')
  const name = /\P{ASCII}/u.test(given) ? domainToASCII(given) : given
  if (name === '' || /[/?#@\\]/.test(name) || hasInvalidTargetCharacter(name)) {
    throw apiError('ERR_INVALID_CHAR', 'header content', 'host')
  }
  return `${name}:${Number(port)}`
}

function connectRequest({ authority, mayBeKept, proxy }: TunnelPlan): string {
  let head = `CONNECT ${authority} HTTP/1.1\r\n`
  if (proxy.authorization !== null) head += `proxy-authorization: ${proxy.authorization}\r\n`
  if (mayBeKept) head += 'proxy-connection: keep-alive\r\n'
  return `${head}host: ${authority}\r\n\r\n`
}

function ignore(): void {}

function socketOnData(this: TunnelSocket, bytes: Buffer): void {
  this[kTunnel]?.read(bytes)
}

function socketOnEnd(this: TunnelSocket): void {
  this[kTunnel]?.failToEnd()
}

function socketOnError(this: TunnelSocket, error: Error): void {
  this[kTunnel]?.fail(error)
}

function innerOnSecureConnect(this: TunnelSocket): void {
  this[kTunnel]?.succeed()
}

function socketOnTimeout(this: TunnelSocket): void {
  this[kTunnel]?.timeOut()
}
