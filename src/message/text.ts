// How text becomes bytes. Pure.

/** Whether text in this encoding is the same bytes as one byte a character. */
export function isAscii(text: string, encoding: BufferEncoding | null | undefined): boolean {
  if (encoding === 'latin1' || encoding === 'binary') return true
  if (encoding && encoding !== 'utf8' && encoding !== 'utf-8' && encoding !== 'ascii') return false
  return Buffer.byteLength(text) === text.length
}
