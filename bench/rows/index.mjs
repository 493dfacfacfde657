// Knows every row, in the order they are measured. A new row is a file of its own and a name here.

import { growthRow } from '../growth/curves.mjs'
import { byteByByte, chunkFlood, largeHead, sameName } from './adversarial.mjs'
import { allocation } from './allocation.mjs'
import { chunked } from './chunked.mjs'
import { client } from './client.mjs'
import { clientConnect } from './client-connect.mjs'
import { connect } from './connect.mjs'
import { download } from './download.mjs'
import { express } from './express.mjs'
import { fastify } from './fastify.mjs'
import { hello } from './hello.mjs'
import { https } from './https.mjs'
import { idle } from './idle.mjs'
import { importing } from './import.mjs'
import { json } from './json.mjs'
import { latency } from './latency.mjs'
import { pipeline } from './pipeline.mjs'
import { post } from './post.mjs'
import { stream } from './stream.mjs'
import { upload } from './upload.mjs'

export const rows = [
  ...[hello, pipeline, json, chunked, post, express, fastify, https, download, upload, stream],
  ...[client, connect, clientConnect, idle, allocation, importing, latency],
  ...[byteByByte, sameName, largeHead, chunkFlood],
]

export function rowNamed(name) {
  const row = growthRow(name) ?? rows.find((candidate) => candidate.name === name)
  if (row === undefined) throw new Error(`no row '${name}'; there are: ${rows.map((each) => each.name).join(', ')}`)
  return row
}
