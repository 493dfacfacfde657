// How a body is cut into chunks is nobody's business but the sender's: for comparing, neighbouring chunks are
// joined into one, wherever a head says its body is chunked.

const CHUNKED_HEAD = /^transfer-encoding:[^\r\n]*chunked[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n/gim
const SIZE_LINE = /([0-9a-f]+)([^\r\n]*)\r\n/iy

/** The text of one or more messages with the chunks of each body joined; a broken body is left as it is. */
export function joinChunks(text: string): string {
  let joined = ''
  let at = 0
  CHUNKED_HEAD.lastIndex = 0
  for (let head = CHUNKED_HEAD.exec(text); head !== null; head = CHUNKED_HEAD.exec(text)) {
    const bodyStart = head.index + head[0].length
    const { data, end } = readChunks(text, bodyStart)
    joined += text.slice(at, bodyStart)
    if (data !== '') joined += `${data.length.toString(16)}\r\n${data}\r\n`
    at = end
    CHUNKED_HEAD.lastIndex = end
  }
  return joined + text.slice(at)
}

/** The data of all whole chunks from `start` on, and where the first thing after them begins. */
function readChunks(text: string, start: number): { data: string; end: number } {
  let data = ''
  let end = start
  for (;;) {
    SIZE_LINE.lastIndex = end
    const line = SIZE_LINE.exec(text)
    const size = Number.parseInt(line?.[1] ?? '0', 16)
    const from = SIZE_LINE.lastIndex
    if (line === null || size === 0 || line[2] !== '' || text.slice(from + size, from + size + 2) !== '\r\n') break
    data += text.slice(from, from + size)
    end = from + size + 2
  }
  return { data, end }
}
