// The types of `require('nethttp/https')`. A drop-in has the types of what it stands in for: they are those
// of the reader's own @types/node, so that what a framework declares against `node:https` fits unchanged.
import https = require('node:https')
export = https
