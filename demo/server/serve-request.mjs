// Which request is answered by what. Knows routes; what they do stands beside this file.

import { echoRequest } from './echo-request.mjs'
import { sayHello } from './say-hello.mjs'
import { sendPage } from './send-page.mjs'
import { sendText } from './send-text.mjs'
import { streamAnswer } from './stream-answer.mjs'
import { takeUpload } from './take-upload.mjs'

const ROUTES = {
  '/': { GET: sendPage },
  '/hello': { GET: sayHello },
  '/stream': { GET: streamAnswer },
  '/upload': { POST: takeUpload, PUT: takeUpload },
  '/echo': { any: echoRequest },
}

/** A handler gets the query beside the request and the response, and may be asynchronous. */
export function serveRequest(req, res) {
  const [path, query = ''] = req.url.split('?', 2)
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined
  if (route === undefined) return sendText(res, 404, `there is nothing at ${path}\n`)
  const handler = route.any ?? route[req.method === 'HEAD' ? 'GET' : req.method]
  if (handler === undefined) {
    res.setHeader('Allow', Object.keys(route).join(', '))
    return sendText(res, 405, `${req.method} is not for ${path}\n`)
  }
  answer(handler, req, res, new URLSearchParams(query))
}

async function answer(handler, req, res, query) {
  try {
    await handler(req, res, query)
  } catch (error) {
    // Whoever has gone away needs no answer.
    if (req.destroyed && !req.complete) return
    console.error(`${req.method} ${req.url}: ${error.message}`)
    if (res.headersSent) res.destroy()
    else sendText(res, 500, 'something went wrong here\n')
  }
}
