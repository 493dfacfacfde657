// Knows every row, in the order they are measured. A new row is a file of its own and a name here.

import { chunked } from './chunked.mjs'
import { client } from './client.mjs'
import { hello } from './hello.mjs'
import { json } from './json.mjs'
import { pipeline } from './pipeline.mjs'
import { post } from './post.mjs'

export const rows = [hello, pipeline, json, chunked, post, client]

export function rowNamed(name) {
  const row = rows.find((candidate) => candidate.name === name)
  if (row === undefined) throw new Error(`no row '${name}'; there are: ${rows.map((each) => each.name).join(', ')}`)
  return row
}
