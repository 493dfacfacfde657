// The types of `import … from 'nethttp'`; see http.d.cts.
import * as http from 'node:http'

export * from 'node:http'
export default http
