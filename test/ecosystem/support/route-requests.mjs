// The requests that every framework here gets; each has the same routes, written as its users write them:
//   GET /users/:id, POST /users (JSON), GET /old (redirect), /stream, /throws, /cookie, and no others.

import { askOnce, connect, tell } from './wire.mjs'

export async function askRoutes(port, say) {
  const ask = async (...request) => tell(say, await askOnce(port, ...request))
  const json = { 'Content-Type': 'application/json' }
  await ask('GET', '/users/7?full=yes')
  await ask('HEAD', '/users/7')
  await ask('OPTIONS', '/users/7')
  await ask('POST', '/users', json, '{"name":"Ada","tags":["ü"]}')
  await ask('POST', '/users', { ...json, 'Transfer-Encoding': 'chunked' }, 'e\r\n{"name":"Ada"}\r\n0\r\n\r\n')
  await ask('POST', '/users', json, '{"broken"')
  await ask('GET', '/cookie', { Cookie: 'who=Ada' })
  for (const target of ['/old', '/stream', '/throws', '/missing']) await ask('GET', target)
  const kept = await connect(port)
  for (const target of ['/users/1', '/stream', '/missing', '/users/2']) tell(say, await kept.ask('GET', target))
  kept.send('GET /users/3 HTTP/1.1\r\nHost: a\r\n\r\nGET /users/4 HTTP/1.1\r\nHost: a\r\n\r\n')
  for (let count = 0; count < 2; count += 1) tell(say, await kept.answer())
  kept.destroy()
}
