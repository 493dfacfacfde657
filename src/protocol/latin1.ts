// Bytes to text, one character a byte, as HTTP/1.1 heads are read (RFC 9110 §5.5: obs-text is opaque).
// Knows byte arrays; uses a host's faster way where the array brings one. Must not know messages.

interface Latin1Sliceable {
  latin1Slice(start: number, end: number): string
}

const CHARACTERS_AT_ONCE = 4096

/** The bytes from `start` to `end` as text with one character a byte. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  // Node's Buffer: one call into C++ for the whole head (bench row `hello`).
  const sliceable = bytes as unknown as Partial<Latin1Sliceable>
  if (sliceable.latin1Slice !== undefined) return sliceable.latin1Slice(start, end)
  let text = ''
  for (let at = start; at < end; at += CHARACTERS_AT_ONCE) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + CHARACTERS_AT_ONCE)))
  }
  return text
}
