import Threads

/// A pool of threads, each with one connection to a PostgreSQL server, in front of one queue.
final class PostgresEngine: Engine {
    /// A request with the kind of transaction that it needs.
    struct Work: Sendable {
        let mode: PostgresConnection.Mode
        let request: Request
    }

    let dialect = Dialect.postgres
    private let queue: WorkQueue<Work>
    private let threads: Latch

    private init(queue: WorkQueue<Work>, threads: Latch) {
        self.queue = queue
        self.threads = threads
    }

    /// Connects once, so that a wrong address is noticed now; the other connections are made when they are first needed.
    static func open(url: String, connections: Int, options: DatabaseOptions) async throws(DatabaseError) -> PostgresEngine {
        guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else { throw .cannotOpen(.address) }
        let engine = PostgresEngine(
            queue: WorkQueue(capacity: options.waitingReads + options.waitingWrites), threads: Latch(count: connections))
        let status = ServerStatus(events: options.events)
        var failure: DatabaseError?
        for index in 0..<connections {
            if failure != nil {
                engine.threads.countDown()
            } else {
                failure = await engine.startThread(url: url, options: options, status: status, connects: index == 0)
            }
        }
        if let failure {
            await engine.close()
            throw failure
        }
        return engine
    }

    private func startThread(url: String, options: DatabaseOptions, status: ServerStatus, connects: Bool) async -> DatabaseError? {
        await withCheckedContinuation { continuation in
            let isStarted = BlockingThread.start(stackBytes: databaseStackBytes) { [queue, threads] in
                do throws(DatabaseError) {
                    let connection = connects ? try PostgresConnection(url: url, options: options) : nil
                    continuation.resume(returning: nil)
                    PostgresWorker(url: url, options: options, queue: queue, status: status, connection: connection).run()
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
        offer(Work(mode: .read, request: request))
    }

    func enqueueWrite(_ request: Request) {
        offer(Work(mode: .write, request: request))
    }

    /// There is nothing here that runs outside of transactions.
    func enqueueBare(_ request: Request) {
        request.fail(DatabaseError.misuse(.refused(code: "0A000")))
    }

    private func offer(_ work: Work) {
        switch queue.offer(work) {
        case .accepted: break
        case .full: work.request.fail(DatabaseError.overloaded)
        case .closed: work.request.fail(DatabaseError.closed)
        }
    }

    func refuseMore() {
        queue.close()
    }

    func close() async {
        refuseMore()
        await threads.wait()
    }
}
