// The two implementations every scenario runs on: the running Node's own, and nethttp.
import http from 'node:http'
import https from 'node:https'
import nethttp from 'nethttp'
import nethttps from 'nethttp/https'

export interface Modules {
  http: typeof http
  https: typeof https
}

/** The oracle. */
export const builtIn: Modules = { http, https }

/** What is tested. */
export const tested: Modules = { http: nethttp, https: nethttps }

/** True while `nethttp` hands out the built-in's own classes, so that it cannot have more than they have. */
export const isBuiltIn = tested.http.Server === builtIn.http.Server
