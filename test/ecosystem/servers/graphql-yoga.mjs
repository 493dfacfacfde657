// GraphQL Yoga on http.createServer: queries, batches of chunks by server-sent events, uploads, errors, an abort.

import http from 'node:http'
import { createSchema, createYoga } from 'graphql-yoga'
import { program } from '../support/program.mjs'
import { askOnce, close, connect, listen, multipart, tell } from '../support/wire.mjs'

function makeSchema(say) {
  return createSchema({
    typeDefs: `
      scalar File
      type Query { hello(name: String): String fails: String }
      type Mutation { size(file: File!): Int }
      type Subscription { count(to: Int!): Int forever: Int }
    `,
    resolvers: {
      Query: {
        hello: (_parent, { name }, { request }) => `hello ${name ?? request.headers.get('x-who')}`,
        fails: () => {
          throw new Error('a secret reason')
        },
      },
      Mutation: { size: (_parent, { file }) => file.size },
      Subscription: {
        count: {
          async *subscribe(_parent, { to }) {
            for (let count = 1; count <= to; count += 1) yield { count }
          },
        },
        forever: {
          async *subscribe() {
            try {
              for (let forever = 0; ; forever += 1) {
                yield { forever }
                await new Promise((resolve) => setTimeout(resolve, 20))
              }
            } finally {
              say('the subscription was left')
            }
          },
        },
      },
    },
  })
}

await program('graphql-yoga', async ({ lane }) => {
  const yoga = createYoga({ schema: makeSchema(lane('server')), logging: false, cors: { origin: 'http://app.test' } })
  const server = http.createServer(yoga)
  const port = await listen(server)
  const say = lane('client')
  const json = { 'Content-Type': 'application/json', 'X-Who': 'Ada' }
  const post = async (query, fields = json) =>
    tell(say, await askOnce(port, 'POST', '/graphql', fields, JSON.stringify({ query })))
  await post('{ hello }')
  await post('{ hello(name: "ü") }')
  await post('{ fails }')
  await post('{ nothing }')
  await post('subscription { count(to: 3) }', { ...json, Accept: 'text/event-stream' })
  tell(say, await askOnce(port, 'GET', `/graphql?query=${encodeURIComponent('{ hello }')}`))
  tell(say, await askOnce(port, 'OPTIONS', '/graphql', { Origin: 'http://app.test' }))
  tell(say, await askOnce(port, 'GET', '/elsewhere'))
  const { type, body } = multipart([
    { name: 'operations', value: '{"query":"mutation ($f: File!) { size(file: $f) }","variables":{"f":null}}' },
    { name: 'map', value: '{"0":["variables.f"]}' },
    { name: '0', file: 'f.txt', value: 'f'.repeat(20_000) },
  ])
  tell(say, await askOnce(port, 'POST', '/graphql', { 'Content-Type': type }, body))
  const kept = await connect(port)
  for (let count = 0; count < 2; count += 1)
    tell(say, await kept.ask('POST', '/graphql', json, '{"query":"{ hello }"}'))
  kept.destroy()
  const leaving = await connect(port)
  const query = `/graphql?query=${encodeURIComponent('subscription { forever }')}`
  leaving.send(`GET ${query} HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n`)
  await leaving.until('forever')
  leaving.destroy()
  await new Promise((resolve) => setTimeout(resolve, 100))
  await close(server)
})
