// Nest on its Express adapter.

import { exerciseNest } from '../support/nest-app.mjs'
import { program } from '../support/program.mjs'

await program('@nestjs/platform-express', (tools) => exerciseNest(undefined, tools))
