import Glibc
import Threads

/// One writer thread and several reader threads on one SQLite file.
final class SQLiteEngine: Engine {
    /// Work for the writer.
    enum Write: Sendable {
        case transaction(Request)
        case bare(Request)
    }

    let dialect = Dialect.sqlite
    private let reads: WorkQueue<Request>
    let writes: WorkQueue<Write>
    private let threads: Latch

    private init(reads: WorkQueue<Request>, writes: WorkQueue<Write>, threads: Latch) {
        self.reads = reads
        self.writes = writes
        self.threads = threads
    }

    /// A database that is gone with its last connection, even if the process is killed: once all connections are open, its
    /// files no longer need names.
    static func openTemporary(readers: Int, options: DatabaseOptions) async throws(DatabaseError) -> SQLiteEngine {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        return try await open(path: folder.path + "/database.sqlite", isTemporary: true, readers: readers, options: options)
    }

    static func open(
        path: String, isTemporary: Bool = false, readers: Int, options: DatabaseOptions
    ) async throws(DatabaseError) -> SQLiteEngine {
        try createFile(path)
        let engine = SQLiteEngine(
            reads: WorkQueue(capacity: options.waitingReads), writes: WorkQueue(capacity: options.waitingWrites),
            threads: Latch(count: readers + 1))
        var failure: DatabaseError?
        // The writer first: it puts a new file into the write-ahead mode that the readers rely on.
        for role in [SQLiteConnection.Role.writer] + Array(repeating: .reader, count: readers) {
            if failure != nil {
                engine.threads.countDown()
                continue
            }
            failure = await engine.startThread {
                () throws(DatabaseError) in
                try SQLiteConnection(path: path, role: role, options: options, isTemporary: isTemporary)
            } work: { [writes = engine.writes, reads = engine.reads] connection in
                switch role {
                case .writer: SQLiteWriter(connection, queue: writes, options: options).run()
                case .reader: SQLiteReader(connection, queue: reads).run()
                }
            }
        }
        if let failure {
            await engine.close()
            throw failure
        }
        return engine
    }

    /// SQLite gives the log and its index the rights of the database file.
    private static func createFile(_ path: String) throws(DatabaseError) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(.path(path)) }
        Glibc.close(descriptor)
    }

    /// Opens a connection on a new thread and works with it there; returns why it could not be opened.
    private func startThread(
        open: @escaping @Sendable () throws(DatabaseError) -> SQLiteConnection, work: @escaping @Sendable (SQLiteConnection) -> Void
    ) async -> DatabaseError? {
        await withCheckedContinuation { continuation in
            let isStarted = BlockingThread.start(stackBytes: databaseStackBytes) { [threads] in
                do throws(DatabaseError) {
                    let connection = try open()
                    continuation.resume(returning: nil)
                    work(connection)
                } catch {
                    continuation.resume(returning: error)
                }
                threads.countDown()
            }
            if !isStarted {
                threads.countDown()
                continuation.resume(returning: .overloaded)
            }
        }
    }

    func enqueueRead(_ request: Request) {
        switch reads.offer(request) {
        case .accepted: break
        case .full: request.fail(DatabaseError.overloaded)
        case .closed: request.fail(DatabaseError.closed)
        }
    }

    func enqueueWrite(_ request: Request) {
        offer(.transaction(request), request)
    }

    func enqueueBare(_ request: Request) {
        offer(.bare(request), request)
    }

    private func offer(_ write: Write, _ request: Request) {
        switch writes.offer(write) {
        case .accepted: break
        case .full: request.fail(DatabaseError.overloaded)
        case .closed: request.fail(DatabaseError.closed)
        }
    }

    func refuseMore() {
        reads.close()
        writes.close()
    }

    func close() async {
        refuseMore()
        await threads.wait()
    }
}
