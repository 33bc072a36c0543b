import Synchronization

/// The one door to stored data: short transactions on SQLite or PostgreSQL, written once for both.
///
/// A body is synchronous and runs on a thread of the database's own. It must have no effect but on its connection, and it
/// may be run more than once, when the engine asks for the transaction to be repeated.
///
/// - `read` sees one snapshot: all its statements see the database as it was at its first one, whatever is committed meanwhile.
/// - `write` is one transaction. It returns after the commit is on disk; if it throws, nothing was changed, except for
///   ``DatabaseError/commitUnknown``.
/// - What a `write` changed is seen by every `read` that starts after it returned.
public final class Database: Sendable {
    /// The engine, for the rare statement that has to differ.
    public let dialect: Dialect
    let engine: any Engine
    let options: DatabaseOptions
    private let reads = Atomic(0)
    private let writes = Atomic(0)

    private init(engine: any Engine, options: DatabaseOptions) {
        self.engine = engine
        self.options = options
        dialect = engine.dialect
    }

    deinit {
        engine.refuseMore()
    }

    /// Opens the database and its connections.
    ///
    /// - Parameter readers: how many reads run at once (SQLite), or how many connections there are (PostgreSQL); at least 1.
    public static func open(
        _ location: DatabaseLocation, readers: Int = 2, options: DatabaseOptions = DatabaseOptions()
    ) async throws(DatabaseError) -> Database {
        switch location {
        case .memory:
            let engine = try await SQLiteEngine.openTemporary(readers: max(1, readers), options: options)
            return Database(engine: engine, options: options)
        case .sqlite(let path):
            let engine = try await SQLiteEngine.open(path: path, readers: max(1, readers), options: options)
            return Database(engine: engine, options: options)
        case .postgres(let url):
            let engine = try await PostgresEngine.open(url: url, connections: max(1, readers), options: options)
            return Database(engine: engine, options: options)
        }
    }

    /// Runs `body` on one snapshot of the data. Changes in it fail as ``Misuse/changeInRead``.
    ///
    /// Throws what `body` throws, ``DatabaseError``, or `CancellationError` if the task was cancelled before it began.
    public func read<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        reads.add(1, ordering: .relaxed)
        return try await submit(body) { engine.enqueueRead($0) }
    }

    /// Runs `body` as one transaction and returns once it is on disk.
    ///
    /// Throws what `body` throws, ``DatabaseError``, or `CancellationError` if the task was cancelled before it began. Once it
    /// has begun, cancelling has no effect.
    @discardableResult
    public func write<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value {
        writes.add(1, ordering: .relaxed)
        return try await submit(body) { engine.enqueueWrite($0) }
    }

    /// How many reads and how many writes were asked for since it was opened.
    public var transactions: (reads: Int, writes: Int) { (reads.load(ordering: .relaxed), writes.load(ordering: .relaxed)) }

    /// Finishes what was already queued, refuses everything else as ``DatabaseError/closed``, and ends the threads.
    public func close() async {
        await engine.close()
    }

    func submit<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value, to enqueue: (Request) -> Void
    ) async throws -> Value {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { continuation in
            enqueue(
                Request(
                    perform: { connection in
                        let value = try body(connection)
                        return { continuation.resume(returning: value) }
                    },
                    fail: { continuation.resume(throwing: $0) },
                    deadline: MonotonicTime.now() &+ MonotonicTime.nanoseconds(options.lockLimit)))
        }
    }
}

/// What runs requests: threads with connections of one kind.
protocol Engine: Sendable {
    var dialect: Dialect { get }
    func enqueueRead(_ request: Request)
    func enqueueWrite(_ request: Request)
    /// Ends the threads once the queues are empty.
    func refuseMore()
    func close() async
    /// Runs a request on a connection that is in no transaction, while no `write` runs on it.
    func enqueueBare(_ request: Request)
}
