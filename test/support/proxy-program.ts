// A program of its own, so that it can be told by its environment whom to trust: asks for each URL on its command
// line by way of the proxy in PROXY, and prints what comes of it, a JSON line for each.
import http from 'nethttp'
import https from 'nethttp/https'

const proxyEnv = { http_proxy: process.env.PROXY, https_proxy: process.env.PROXY }

for (const url of process.argv.slice(2)) {
  const module = url.startsWith('https:') ? https : http
  const agent = new module.Agent({ proxyEnv } as http.AgentOptions)
  console.log(JSON.stringify(await ask(module.get(url, { agent }))))
}

function ask(request: http.ClientRequest): Promise<object> {
  return new Promise((resolve) => {
    request.on('error', ({ message }) => resolve({ error: message }))
    request.on('response', async (response) => {
      const { authorized, encrypted } = response.socket as { authorized?: boolean; encrypted?: boolean }
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({ body, authorized, encrypted })
    })
  })
}
