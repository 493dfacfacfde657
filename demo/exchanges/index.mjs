// What the demo asks, in this order.

import { get } from './get.mjs'
import { keepAlive } from './keep-alive.mjs'
import { refusal } from './refusal.mjs'
import { secure } from './secure.mjs'
import { streamedAnswer } from './streamed-answer.mjs'
import { streamedPost } from './streamed-post.mjs'
import { upgrade } from './upgrade.mjs'

/** Each has a title and `run({ server, port, agent })`, which gives the parts that format-exchange.mjs shows. */
export const exchanges = [get, streamedPost, streamedAnswer, keepAlive, secure, upgrade, refusal]
