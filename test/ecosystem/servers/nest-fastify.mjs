// Nest on its Fastify adapter.

import { FastifyAdapter } from '@nestjs/platform-fastify'
import { exerciseNest } from '../support/nest-app.mjs'
import { program } from '../support/program.mjs'

await program('@nestjs/platform-fastify', (tools) => exerciseNest(new FastifyAdapter(), tools))
