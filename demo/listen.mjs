// Finds a port to listen on: the one that is asked for, else the first free one from 8080 upwards.

import { once } from 'node:events'

const HOST = '127.0.0.1'
const FIRST_PORT = 8080
const PORTS_TO_TRY = 100
const HIGHEST_PORT = 65_535

/**
 * @param {string | undefined} wanted the environment's PORT; "0" lets the system choose
 * @returns the port
 */
export async function listen(server, wanted) {
  if (wanted) return listenOn(server, parsePort(wanted))
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TO_TRY; port++) {
    try {
      return await listenOn(server, port)
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }
  throw new Error(`no port from ${FIRST_PORT} to ${FIRST_PORT + PORTS_TO_TRY - 1} is free: name one with PORT=…`)
}

function parsePort(text) {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= HIGHEST_PORT) return port
  throw new Error(`PORT is "${text}"; it must be a number from 0 to ${HIGHEST_PORT}`)
}

async function listenOn(server, port) {
  server.listen(port, HOST)
  try {
    await once(server, 'listening')
  } catch (error) {
    if (isTaken(error)) error.message = `${reasonOf(error, port)}: choose another with PORT=…, or leave PORT out`
    throw error
  }
  return server.address().port
}

function isTaken(error) {
  return error.code === 'EADDRINUSE' || error.code === 'EACCES'
}

function reasonOf(error, port) {
  return error.code === 'EACCES' ? `no permission to use port ${port}` : `port ${port} is in use`
}
