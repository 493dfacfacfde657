// `NODE_DEBUG=http`: what happens on connections, for people who look for a fault.

import { debuglog } from 'node:util'

export const debug = debuglog('http')
