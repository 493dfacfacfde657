// Message heads made of the facts that a test is about.
import { MessageHead } from '../../src/protocol/message-head.ts'

/** A head as the scanner would leave it; what is not given is as after `reset`. */
export function headOf(facts: Partial<MessageHead>): MessageHead {
  const head = new MessageHead()
  head.reset()
  return Object.assign(head, facts)
}
