// Apollo Server, standalone (on Node's http) with draining at its stop: queries, mutations, errors, CSRF refusal, GET.

import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { GraphQLError } from 'graphql'
import { program } from '../support/program.mjs'
import { askOnce, connect, tell } from '../support/wire.mjs'

const typeDefs = `
  type User { id: ID! name: String! }
  type Query { user(id: ID!): User fails: String }
  type Mutation { rename(id: ID!, name: String!): User }
`
const resolvers = {
  Query: {
    user: (_parent, { id }, { who }) => ({ id, name: who }),
    fails: () => {
      throw new GraphQLError('not you', { extensions: { code: 'FORBIDDEN', http: { status: 403 } } })
    },
  },
  Mutation: { rename: (_parent, { id, name }) => ({ id, name }) },
}

// Else the page of an error has a stack in it, with the files of http.
process.env.NODE_ENV = 'production'

await program('@apollo/server', async ({ lane }) => {
  const say = lane('client')
  const server = new ApolloServer({ typeDefs, resolvers, includeStacktraceInErrorResponses: false })
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req, res }) => {
      res.setHeader('X-Context', 'made')
      return { who: req.headers['x-who'] ?? 'nobody' }
    },
  })
  const port = Number(new URL(url).port)
  const json = { 'Content-Type': 'application/json', 'X-Who': 'Ada' }
  const post = async (body, fields = json) => tell(say, await askOnce(port, 'POST', '/', fields, body))
  await post(JSON.stringify({ query: '{ user(id: 7) { id name } }' }))
  await post(
    JSON.stringify({ query: 'mutation ($n: String!) { rename(id: 1, name: $n) { name } }', variables: { n: 'ü' } }),
  )
  await post(JSON.stringify({ query: '{ fails }' }))
  await post(JSON.stringify({ query: '{ nothing }' }))
  await post('{"broken')
  await post('query=x', { 'Content-Type': 'text/plain' })
  const query = `/?query=${encodeURIComponent('{ user(id: 1) { id } }')}`
  tell(say, await askOnce(port, 'GET', query, { 'Apollo-Require-Preflight': 'yes' }))
  tell(say, await askOnce(port, 'OPTIONS', '/', { Origin: 'http://app.test', 'Access-Control-Request-Method': 'POST' }))
  const kept = await connect(port)
  for (let id = 0; id < 3; id += 1) {
    tell(say, await kept.ask('POST', '/', json, JSON.stringify({ query: `{ user(id: ${id}) { id } }` })))
  }
  await server.stop()
  await kept.rest()
  say('stopped', kept.isEnded)
})
