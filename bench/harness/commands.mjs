// Knows whether a command is there to be run.

import { spawnSync } from 'node:child_process'

export function hasCommand(command, harmlessArgument) {
  return spawnSync(command, [harmlessArgument], { stdio: 'ignore' }).error === undefined
}
