// A scenario of one raw request, given to a listener, whose answer's bytes are compared.
import type http from 'node:http'
import { type ScenarioOptions, scenario } from './differential.ts'
import type { Log } from './log.ts'
import { answer } from './peers.ts'
import { GET_CLOSE, type Piece } from './raw.ts'

export type Listener = (res: http.ServerResponse, log: Log, req: http.IncomingMessage) => unknown

export interface RespondingOptions extends ScenarioOptions {
  /** What is sent; a GET which asks to close, unless told otherwise. */
  request?: string | readonly Piece[]
  server?: http.ServerOptions
  /** For answers after which the connection stays open: when to stop reading. */
  until?: RegExp
}

export function responding(title: string, listener: Listener, options: RespondingOptions = {}): void {
  const { request = GET_CLOSE, server: serverOptions = {}, until } = options
  scenario(
    title,
    async ({ http }, log) => {
      const server = http.createServer(serverOptions, (req, res) => {
        listener(res, log, req)
      })
      await answer(server, log, request, { until })
    },
    options,
  )
}
