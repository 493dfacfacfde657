// A text that is kept for longer than what it was read from. Knows strings as V8 has them; must not know what they mean.

/**
 * A string in one piece that keeps no other alive, be `text` a part of a large one or put together of small ones; and
 * equal to a literal by identity, for as the name of a property it is V8's one string of that text. The object has no
 * prototype and so no shape, which V8 would remember for each name.
 */
export function ownCopyOf(text: string): string {
  const holder = Object.create(null)
  holder[text] = null
  return Object.keys(holder)[0]
}
