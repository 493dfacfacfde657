// The connections of a server, linked through themselves. A Set would do but for the collector: where connections come
// and go its table is made anew time and again, and each table left behind keeps what stood in it, and all tables after
// it, until a full collection (bench row `connect`: small collections took a tenth of all time, two and a half times as
// long as with this).
// Must not know what a connection is beyond its links.

export interface ListedConnection<Connection> {
  previousConnection: Connection | null
  nextConnection: Connection | null
}

export class ConnectionList<Connection extends ListedConnection<Connection>> {
  size = 0
  private last: Connection | null = null

  add(connection: Connection): void {
    connection.previousConnection = this.last
    if (this.last !== null) this.last.nextConnection = connection
    this.last = connection
    this.size++
  }

  /** Nothing happens to one that has left before. */
  delete(connection: Connection): void {
    const { previousConnection, nextConnection } = connection
    if (nextConnection === null && this.last !== connection) return
    if (previousConnection !== null) previousConnection.nextConnection = nextConnection
    if (nextConnection === null) this.last = previousConnection
    else nextConnection.previousConnection = previousConnection
    connection.previousConnection = null
    connection.nextConnection = null
    this.size--
  }

  /** Those that are there when it is asked, oldest first; any may leave meanwhile. */
  [Symbol.iterator](): Iterator<Connection> {
    const all: Connection[] = []
    for (let connection = this.last; connection !== null; connection = connection.previousConnection)
      all.push(connection)
    return all.reverse().values()
  }
}
