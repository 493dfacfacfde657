// `nethttp/register` for `require`: see install.ts. The entry for `import` is written by scripts/build.mjs.
//   node --import nethttp/register app.js

import { install } from './install.ts'

export default install()
