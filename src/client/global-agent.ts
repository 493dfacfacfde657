// Which agent serves requests that name none; a program may replace it. Must not know how agents work.

import type { AgentLike } from './request-options.ts'

let globalAgent: AgentLike

export function getGlobalAgent(): AgentLike {
  return globalAgent
}

export function setGlobalAgent(agent: AgentLike): void {
  globalAgent = agent
}
