// Express 4, from CommonJS as most programs of its time: the same application as Express 5.

const express = require('express4')

import('../support/program.mjs').then(async ({ program }) => {
  const { exerciseExpress } = await import('../support/express-app.mjs')
  await program('express4', (tools) => exerciseExpress(express, tools))
})
