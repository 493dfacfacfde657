// The types of `require('nethttp')`. A drop-in has the types of what it stands in for: they are those
// of the reader's own @types/node, so that what a framework declares against `node:http` fits unchanged.
import http = require('node:http')
export = http
