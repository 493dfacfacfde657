// Responses to requests that nobody sent, of either implementation, for comparing what becomes of them.
import type http from 'node:http'
import type { KeepingStream } from './sinks.ts'

export interface ResponseFacts {
  method?: string
  version?: '1.0' | '1.1'
  headers?: Record<string, string>
  shouldKeepAlive?: boolean
}

/** Members that are not in the declarations. */
export interface Inside {
  _header: string | null
  _storeHeader(firstLine: string, headers?: unknown): void
  _implicitHeader(): void
  shouldKeepAlive: boolean
  chunkedEncoding: boolean
  _last: boolean
  _hasBody: boolean
  _contentLength: number | null
  _keepAliveTimeout: number
  _maxRequestsPerSocket: number
  maxRequestsOnConnectionReached: boolean
  outputData: { data: string | Uint8Array }[]
}

export type Response = http.ServerResponse & Inside

export function responseOf(module: typeof http, facts: ResponseFacts = {}): Response {
  const { headers = {}, method = 'GET', shouldKeepAlive = true, version = '1.1' } = facts
  const httpVersionMinor = Number(version.at(-1))
  const response = new module.ServerResponse({
    method,
    headers,
    httpVersionMajor: 1,
    httpVersionMinor,
  } as never) as unknown as Response
  response.shouldKeepAlive = response.shouldKeepAlive && shouldKeepAlive
  return response
}

/** Gives the response a stream, as its connection would. */
export function giveStream(response: http.ServerResponse, stream: KeepingStream): void {
  response.assignSocket(stream as never)
}

const DATE = /(?<=\r\n)Date: [^\r]+/g

/** A head or message whose dates are all alike. */
export function withoutDate(text: string): string {
  return text.replace(DATE, 'Date: <date>')
}
