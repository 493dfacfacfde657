// Row `import`: how long a program waits for `import 'nethttp'`.

import { under } from '../harness/goals.mjs'

export const importing = {
  name: 'import',
  title: 'time to import the package, ms',
  kind: 'startup',
  unit: 'ms',
  figure: 'importMs',
  goals: [under(10, 5)],
  variants: ['node:http', 'nethttp'],
}
