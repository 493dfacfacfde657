// `http.createClient`: the client of the first Nodes, deprecated ever since. Kept for the programs in old manuals.

import { EventEmitter } from 'node:events'
import { warnDeprecated } from '../node/deprecation.ts'
import { ClientRequest } from './client-request.ts'

/** A client of one server; its requests are those of `http.request`. */
class Client extends EventEmitter {
  private readonly port: number
  private readonly host: string

  constructor(port: number, host: string) {
    super()
    this.port = port
    this.host = host
  }

  /** `(method, path[, headers])`, `(path[, headers])`; the caller ends the request. */
  request(method: string, path?: string | Record<string, string>, headers?: Record<string, string>): ClientRequest {
    const hasMethod = typeof path === 'string'
    const request = new ClientRequest({
      host: this.host,
      port: this.port,
      method: hasMethod ? method : 'GET',
      path: hasMethod ? path : method || '/',
      headers: (hasMethod ? headers : path) ?? {},
    })
    request.on('error', (error) => {
      if (this.listenerCount('error') > 0) this.emit('error', error)
    })
    return request
  }
}

export function createClient(port = 80, host = 'localhost'): Client {
  warnDeprecated('NETHTTP_CREATE_CLIENT', 'http.createClient is deprecated. Use `http.request` instead.')
  return new Client(port, host)
}
