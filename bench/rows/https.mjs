// Row `https`: the exchange of `hello` over TLS.

import { timesLess } from '../harness/goals.mjs'
import { certificate } from '../subjects/certificate.mjs'
import { exchange, helloListener } from './hello.mjs'

export const https = {
  ...exchange,
  name: 'https',
  title: 'https GET, kept alive',
  goals: [timesLess('node:http', 1.1, 1.2)],
  isSecure: true,

  createServer(module, counter) {
    return module.createServer(certificate(), helloListener(counter))
  },
}
