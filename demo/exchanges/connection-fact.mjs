// The fact on which connection a request went. Pure.

export function connectionFact({ isReused, localPort }) {
  return ['connection', `${isReused ? 'reused' : 'new'}, from port ${localPort}`]
}
