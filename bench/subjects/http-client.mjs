// Variants `node:http` and `nethttp` of the client rows: `http.get` over an agent, which keeps its connections but where
// the row is about new ones.

export function startHttpClient(http, row, port, counter) {
  const { path, headers } = row.request
  const agent = new http.Agent({ keepAlive: row.closes !== true, maxSockets: row.connections })

  function getOnce() {
    const request = http.get({ host: '127.0.0.1', port, path, headers, agent }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text) => {
        body += text
      })
      response.on('end', () => {
        if (body !== row.answerBody) throw new Error(`the answer is not what was expected: ${body}`)
        counter.requests += 1
        getOnce()
      })
    })
    request.on('error', (error) => {
      throw error
    })
  }

  for (let inFlight = 0; inFlight < row.connections; inFlight += 1) getOnce()
}
