// How text becomes bytes. Pure.

/** Whether text in this encoding is the same bytes as one byte a character. */
export function isAscii(text: string, encoding: BufferEncoding | null | undefined): boolean {
  if (encoding === 'latin1' || encoding === 'binary') return true
  return isUtf8Like(encoding) && Buffer.byteLength(text) === text.length
}

/** The same, of text whose length in bytes is known. */
export function isAsciiOf(text: string, encoding: BufferEncoding | null | undefined, bytes: number): boolean {
  if (encoding === 'latin1' || encoding === 'binary') return true
  return isUtf8Like(encoding) && bytes === text.length
}

function isUtf8Like(encoding: BufferEncoding | null | undefined): boolean {
  return !encoding || encoding === 'utf8' || encoding === 'utf-8' || encoding === 'ascii'
}
