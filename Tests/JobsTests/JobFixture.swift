import Database
import Dispatch
import Identifiers
import JSON
import Synchronization
import Telemetry
import TestSupport

@testable import Jobs

/// A queue's place with a clock that the test sets.
struct JobFixture {
    /// A clock that stands still until it is set.
    final class Hands: Sendable {
        private let time = Mutex(Timestamp(milliseconds: 1_800_000_000_000))

        var now: Timestamp { time.withLock { $0 } }

        func move(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
    }

    let database: Database
    let hands = Hands()
    let identifiers = IdentifierSource()
    let log = LogRecorder()

    init(_ engine: TestEngine) async throws {
        database = try await TestDatabase.open(engine, migrations: JobsMigrations.all, readers: 4)
        try await database.write { connection in try connection.execute("CREATE TABLE effects (job TEXT, attempt BIGINT)") }
    }

    /// A worker on its own, as in a process of its own; nothing runs before the test says so.
    func worker(limit: Int = 10, rules: JobRules = JobRules(), _ handler: @escaping JobHandler = { _ in .done }) -> Jobs {
        var handlers = JobHandlers()
        handlers.add("answer", limit: limit, handler)
        return Jobs(
            database: database, handlers: handlers, owner: identifiers.next(), rules: rules, clock: WallClock { [hands] in hands.now },
            randomness: Randomness { .max }, log: Log(to: log.sink))
    }

    func job(_ kind: String = "answer", maxAttempts: Int = 3, runAt: Timestamp? = nil) -> JobOrder {
        JobOrder(
            id: identifiers.next(), kind: kind, subject: identifiers.next(), payload: ["chat": "c"], maxAttempts: maxAttempts, runAt: runAt)
    }

    @discardableResult
    func enqueue(_ job: JobOrder, with jobs: Jobs) async throws -> JobTicket {
        try await database.write { connection in try jobs.enqueue(job, in: connection) }
    }

    /// Queues jobs that no process has leased yet, and returns them in the order in which they are due.
    func enqueuePending(_ count: Int) async throws -> [JobOrder] {
        let nobody = Jobs(
            database: database, handlers: JobHandlers(), owner: identifiers.next(), clock: WallClock { [hands] in hands.now }, log: .silent)
        let made = (0..<count).map { _ in job() }.sorted { $0.id < $1.id }
        for job in made { try await enqueue(job, with: nobody) }
        return made
    }

    struct State: Equatable {
        var state: String
        var attempts: Int64
        var code: String?
        var runAt: Int64
    }

    func state(_ id: Identifier) async throws -> State? {
        try await database.read { connection in
            try connection.first("SELECT state, attempts, last_error_code, run_at FROM jobs WHERE id = \(id.text)").map { row in
                State(state: try row.text(0), attempts: try row.int(1), code: try row.optionalText(2), runAt: try row.int(3))
            }
        }
    }

    func states(_ jobs: [JobOrder]) async throws -> [String?] {
        var states: [String?] = []
        for job in jobs { states.append(try await state(job.id)?.state) }
        return states
    }

    /// What handlers have committed: the attempt of each effect.
    func effects(_ id: Identifier) async throws -> [Int64] {
        try await database.read { connection in
            try connection.query("SELECT attempt FROM effects WHERE job = \(id.text) ORDER BY attempt").map { try $0.int(0) }
        }
    }

    /// What a handler does in its last transaction.
    func commitEffect(_ run: JobRun, with jobs: Jobs) async throws {
        try await database.write { connection in
            try connection.execute("INSERT INTO effects VALUES (\(run.id.text), \(run.attempt))")
            try jobs.complete(run, in: connection)
        }
    }
}

/// Passes values from handlers to the test, in order.
struct Mailbox<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func put(_ value: Value) { continuation.yield(value) }

    func take() async -> Value? {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next()
    }
}

/// Waits inside a body, which runs on a thread of the database's own.
func blocking(_ body: @escaping @Sendable () async -> Void) {
    let done = DispatchSemaphore(value: 0)
    Task {
        await body()
        done.signal()
    }
    _ = done.wait(timeout: .now() + 20)
}
