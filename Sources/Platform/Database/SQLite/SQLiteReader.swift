/// A thread that runs `read` bodies, each in a transaction of its own so that it sees one snapshot.
final class SQLiteReader {
    private let connection: SQLiteConnection
    private let queue: WorkQueue<Request>

    init(_ connection: SQLiteConnection, queue: WorkQueue<Request>) {
        self.connection = connection
        self.queue = queue
    }

    /// Works until the queue is closed and empty.
    func run() {
        while let request = queue.next() {
            do {
                try connection.beginRead()
                let deliver = try request.run(on: Connection(connection))
                // Nothing was changed, so how it ends cannot fail the reader.
                connection.rollBack()
                deliver()
            } catch {
                connection.rollBack()
                request.fail(error)
            }
        }
    }
}
