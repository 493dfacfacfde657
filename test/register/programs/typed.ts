// TypeScript, for the loaders that stand beside register; prints whether http is nethttp's.
import { Server } from 'node:http'
import nethttp from 'nethttp'

const answer: string = Server === nethttp.Server ? 'nethttp' : 'built-in'
console.log(answer)
