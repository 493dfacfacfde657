// The types of `import … from 'nethttp'`; see http.d.cts.

import * as http from 'node:http'
import type {} from './http.d.cts'

export * from 'node:http'
export default http
