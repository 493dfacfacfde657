// The diagnostics channels that tools for tracing subscribe to. Names as Node's.

import { channel } from 'node:diagnostics_channel'

export const clientRequestCreated = channel('http.client.request.created')
export const clientRequestStart = channel('http.client.request.start')
export const clientRequestError = channel('http.client.request.error')
export const clientResponseFinish = channel('http.client.response.finish')
export const serverRequestStart = channel('http.server.request.start')
export const serverResponseCreated = channel('http.server.response.created')
export const serverResponseFinish = channel('http.server.response.finish')
