import Database
import Dispatch
import Identifiers
import JSON
import Synchronization
import Telemetry
import TestSupport

@testable import Jobs

/// A queue's place with time that passes when the test says so.
struct JobFixture {
    /// A clock that stands still until it is set.
    final class Hands: Sendable {
        private let time = Mutex(Timestamp(milliseconds: 1_800_000_000_000))

        var now: Timestamp { time.withLock { $0 } }

        func move(_ duration: Duration) { time.withLock { $0 = $0 + duration } }

        /// A clock that is off by so much.
        func clock(ahead difference: Duration = .zero) -> WallClock { WallClock { [self] in now + difference } }
    }

    /// Leases that end when the test says so, and not because a machine is slow: the time of PostgreSQL passes by itself too.
    static let rules: JobRules = {
        var rules = JobRules()
        rules.lease = .seconds(900)
        return rules
    }()

    let database: Database
    let hands = Hands()
    let identifiers = IdentifierSource()
    let log = LogRecorder()

    init(_ engine: TestEngine) async throws {
        database = try await TestDatabase.open(engine, migrations: JobsMigrations.all, readers: 4)
        try await database.write { connection in try connection.execute("CREATE TABLE effects (job TEXT, attempt BIGINT)") }
    }

    /// Lets time pass, or go back. PostgreSQL has its own, which nobody can move: there the past moves away.
    func pass(_ duration: Duration) async throws {
        hands.move(duration)
        guard database.dialect == .postgres else { return }
        let passed = duration.milliseconds
        try await database.write { connection in
            try connection.execute(
                """
                UPDATE jobs SET run_at = run_at - \(passed), lease_until = lease_until - \(passed), created_at = created_at - \(passed),
                    finished_at = finished_at - \(passed)
                """)
        }
    }

    /// What time it is for the queue.
    func now() async throws -> Int64 {
        guard database.dialect == .postgres else { return hands.now.milliseconds }
        return try await database.read { connection in
            try connection.first("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")?.int(0) ?? 0
        }
    }

    /// A worker on its own, as in a process of its own; nothing runs before the test says so.
    ///
    /// - Parameter ahead: by how much the clock of its machine is off.
    func worker(limit: Int = 10, rules: JobRules = JobFixture.rules, ahead: Duration = .zero) -> Jobs {
        let jobs = Jobs(
            database: database, owner: identifiers.next(), rules: rules, clock: hands.clock(ahead: ahead), randomness: Randomness { .max },
            log: Log(to: log.sink))
        jobs.worker.open(["answer": limit])
        return jobs
    }

    func job(_ kind: String = "answer", maxAttempts: Int = 3) -> JobOrder {
        JobOrder(id: identifiers.next(), kind: kind, subject: identifiers.next(), payload: ["chat": "c"], maxAttempts: maxAttempts)
    }

    @discardableResult
    func enqueue(_ job: JobOrder, with jobs: Jobs) async throws -> JobTicket {
        try await database.write { connection in try jobs.enqueue(job, in: connection) }
    }

    /// Queues jobs that no process has leased yet, and returns them in the order in which they are due.
    func enqueuePending(_ count: Int) async throws -> [JobOrder] {
        let nobody = Jobs(database: database, owner: identifiers.next(), clock: hands.clock(), log: .silent)
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

extension JobHandlers {
    /// Does what the fixture queues.
    static func answering(limit: Int = 10, _ handler: @escaping JobHandler) -> JobHandlers {
        var handlers = JobHandlers()
        handlers.add("answer", limit: limit, handler)
        return handlers
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
