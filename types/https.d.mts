// The types of `import … from 'nethttp/https'`; see http.d.cts.
import * as https from 'node:https'

export * from 'node:https'
export default https
