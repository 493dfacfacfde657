// Row `pipeline`: the server of `hello`, sent sixteen GETs a write.

import { hello } from './hello.mjs'

export const pipeline = { ...hello, name: 'pipeline', pipelined: 16 }
