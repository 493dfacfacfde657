// The options of a server: checked once, with Node's errors and defaults. Knows options; must not know sockets.

import type { OutgoingOptions } from '../message/outgoing-fields.ts'
import { apiError } from '../node/errors.ts'
import { isLenientAboutValues, uniqueHeaderNames, validateParsing } from '../node/http-options.ts'
import { validateBoolean, validateFunction, validateInteger, validateObject } from '../node/validators.ts'
import { LIMITS } from '../protocol/limits.ts'

export interface ServerOptions {
  IncomingMessage?: unknown
  ServerResponse?: unknown
  connectionsCheckingInterval?: number
  headersTimeout?: number
  requestTimeout?: number
  keepAliveTimeout?: number
  keepAliveTimeoutBuffer?: number
  maxHeaderSize?: number
  highWaterMark?: number
  insecureHTTPParser?: boolean
  httpValidation?: string
  joinDuplicateHeaders?: boolean
  keepAlive?: boolean
  keepAliveInitialDelay?: number
  noDelay?: boolean
  requireHostHeader?: boolean
  rejectNonStandardBodyWrites?: boolean
  uniqueHeaders?: readonly (string | readonly string[])[]
  optimizeEmptyRequests?: boolean
  shouldUpgradeCallback?: (request: never) => boolean
}

/** What a server keeps of its options as properties of its own, where programs read and change them. */
export interface ServerSettings {
  maxHeaderSize: number | undefined
  insecureHTTPParser: boolean | undefined
  httpValidation: string | undefined
  requestTimeout: number
  headersTimeout: number
  keepAliveTimeout: number
  keepAliveTimeoutBuffer: number
  connectionsCheckingInterval: number
  requireHostHeader: boolean
  joinDuplicateHeaders: boolean | undefined
  rejectNonStandardBodyWrites: boolean
}

/** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE */
export function resolveServerSettings(options: ServerOptions): ServerSettings {
  const requestTimeout = timeoutOption(options.requestTimeout, 'requestTimeout', LIMITS.requestTimeoutMs.value)
  const headersTimeout = headersTimeoutOption(options.headersTimeout, requestTimeout)
  validateParsing(options)
  return {
    maxHeaderSize: options.maxHeaderSize,
    insecureHTTPParser: options.insecureHTTPParser,
    httpValidation: options.httpValidation,
    requestTimeout,
    headersTimeout,
    keepAliveTimeout: timeoutOption(options.keepAliveTimeout, 'keepAliveTimeout', LIMITS.keepAliveTimeoutMs.value),
    keepAliveTimeoutBuffer: timeoutOption(
      options.keepAliveTimeoutBuffer,
      'keepAliveTimeoutBuffer',
      LIMITS.keepAliveTimeoutBufferMs.value,
    ),
    connectionsCheckingInterval: timeoutOption(
      options.connectionsCheckingInterval,
      'connectionsCheckingInterval',
      LIMITS.connectionsCheckingIntervalMs.value,
    ),
    requireHostHeader: booleanOption(options.requireHostHeader, 'options.requireHostHeader', true),
    joinDuplicateHeaders: options.joinDuplicateHeaders,
    rejectNonStandardBodyWrites: booleanOption(
      options.rejectNonStandardBodyWrites,
      'options.rejectNonStandardBodyWrites',
      false,
    ),
  }
}

function timeoutOption(value: number | undefined, name: string, fallback: number): number {
  if (value === undefined) return fallback
  validateInteger(value, name, 0)
  return value
}

function booleanOption(value: boolean | undefined, name: string, fallback: boolean): boolean {
  if (value === undefined) return fallback
  validateBoolean(value, name)
  return value
}

/** A head cannot have longer than its request. */
function headersTimeoutOption(value: number | undefined, requestTimeout: number): number {
  if (value === undefined) {
    const fallback = LIMITS.headersTimeoutMs.value
    return Math.min(fallback, requestTimeout)
  }
  validateInteger(value, 'headersTimeout', 0)
  if (requestTimeout > 0 && value > requestTimeout) {
    throw apiError('ERR_OUT_OF_RANGE', 'headersTimeout', '<= requestTimeout', value)
  }
  return value
}

/** What the responses of a server share: made once. */
export function responseOptions(options: ServerOptions, rejectNonStandardBodyWrites: boolean): OutgoingOptions {
  return {
    uniqueHeaders: uniqueHeaderNames(options.uniqueHeaders),
    rejectNonStandardBodyWrites,
    lenientValues: isLenientAboutValues(options),
    isStrict: options.httpValidation === 'strict',
  }
}

export function validateListener(value: unknown, name: string): void {
  if (value !== undefined) validateFunction(value, name)
}

export function asOptions(options: unknown): ServerOptions {
  if (options === undefined || options === null) return {}
  validateObject(options, 'options')
  return options as ServerOptions
}
