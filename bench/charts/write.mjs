// Draws what was measured, as SVG. Vega-Lite says what a chart shows and Vega draws it without a browser.

import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse, View } from 'vega'
import { compile } from 'vega-lite'
import { growthChart } from './growth-chart.mjs'
import { rowsChart } from './rows-chart.mjs'

const chartsFolder = new URL('../../docs/charts/', import.meta.url)

export async function writeCharts({ rows, growth }) {
  if (rows.length > 0) await draw('rows.svg', rowsChart(rows))
  if (growth.length > 0) await draw('growth.svg', growthChart(growth))
}

async function draw(name, chart) {
  const file = fileURLToPath(new URL(name, chartsFolder))
  const view = new View(parse(compile(chart).spec), { renderer: 'none' })
  mkdirSync(chartsFolder, { recursive: true })
  writeFileSync(file, `${await view.toSVG()}\n`)
  console.log(`written to ${file}`)
}
