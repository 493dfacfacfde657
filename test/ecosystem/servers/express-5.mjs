// Express 5 as most use it: routes, bodies, static files, cookies, compression, errors, kept connections.

import express from 'express'
import { exerciseExpress } from '../support/express-app.mjs'
import { program } from '../support/program.mjs'

await program('express', (tools) => exerciseExpress(express, tools))
