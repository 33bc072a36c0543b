import Database
import Identifiers
import Telemetry

/// A durable queue: what is queued in a transaction is done after its commit, at least once, whatever happens to the process.
///
/// Each try is leased to one process. A process that goes silent loses its leases, and its jobs are tried again elsewhere.
/// What a handler commits together with ``complete(_:in:)`` is committed once, even if two processes should ever work on
/// the same job.
///
/// Queueing costs no extra work of the database: with `enqueue` the job is written already leased to this process where it
/// has a place for it, and `start` runs it as soon as the caller's transaction is committed. What nobody starts, because
/// the process died in between, is found when its lease is over.
public final class Jobs: Sendable {
    let database: Database
    let table: JobTable
    let owner: Identifier
    let randomness: Randomness
    let log: Log
    let worker: Worker

    /// A queue in a database that has ``JobsMigrations``. It does no jobs before ``run(_:)``.
    ///
    /// - Parameters:
    ///   - owner: names this process in leases; a fresh one at each start.
    ///   - clock: the time on SQLite. On PostgreSQL it is the database's, since the machines' clocks may differ.
    public init(
        database: Database, owner: Identifier, rules: JobRules = JobRules(), clock: WallClock = .steady(),
        randomness: Randomness = .system, log: Log
    ) {
        self.database = database
        self.owner = owner
        self.randomness = randomness
        self.log = log
        table = JobTable(rules: rules, clock: clock)
        worker = Worker()
    }

    /// Queues a job in the caller's transaction. After the commit, and only then, the ticket is passed to ``start(_:)``.
    ///
    /// Has no effect but on the connection, so the transaction may be repeated.
    public func enqueue(_ job: JobOrder, in connection: Connection) throws(DatabaseError) -> JobTicket {
        let claims = worker.hasPlace(for: job.kind)
        try table.insert(job, owner: claims ? owner : nil, in: connection)
        guard claims else { return JobTicket(id: job.id, run: nil) }
        let run = JobRun(
            id: job.id, kind: job.kind, subject: job.subject, payload: job.payload, attempt: 1, maxAttempts: job.maxAttempts, owner: owner)
        return JobTicket(id: job.id, run: run)
    }

    /// Starts a job whose transaction is committed. Returns at once.
    public func start(_ ticket: JobTicket) {
        if let run = ticket.run { worker.start(run) } else { worker.nudge() }
    }

    /// Starts a job that is leased to this process and was never started: its commit was in doubt, and turned out to have taken place. One that is
    /// here already is left alone; a try that ends at this moment may be begun once more, and cannot commit anything. What cannot be read now is
    /// found when its lease is over.
    public func startForgotten(_ kind: String, of subject: Identifier) async {
        let leased = try? await database.read { [table, owner] connection in
            try table.leased(kind, of: subject, owner: owner, in: connection)
        }
        for case .readable(let run) in leased ?? [] { worker.start(run) }
    }

    /// Ends all jobs of a kind that are about a subject, in the caller's transaction: what they were for is not wanted any more. A try that is
    /// under way elsewhere cannot commit from then on, and is cancelled when it renews its lease.
    public func abandon(_ kind: String, of subject: Identifier, in connection: Connection) throws(DatabaseError) {
        try table.abandon(kind, of: subject, in: connection)
    }

    /// Whether a job of a kind that is about a subject is still to be done, or is being done.
    public func isQueued(_ kind: String, of subject: Identifier, in connection: Connection) throws(DatabaseError) -> Bool {
        try table.isQueued(kind, of: subject, in: connection)
    }

    /// Makes sure that a try still has its lease, and keeps others from taking it until the caller's transaction ends.
    ///
    /// - Throws: ``LeaseLost`` when another process has taken the job over; passed on, it undoes the transaction.
    public func hold(_ run: JobRun, in connection: Connection) throws {
        guard try table.holds(run, in: connection) else { throw LeaseLost() }
    }

    /// Marks a job as done in the handler's own transaction, which then has to return ``JobEnd/committed``.
    ///
    /// - Throws: ``LeaseLost`` when another process has taken the job over; passed on, it undoes the transaction.
    public func complete(_ run: JobRun, in connection: Connection) throws {
        // Harmless when the transaction is repeated, or undone after all.
        worker.leave(run)
        guard try table.complete(run, in: connection) else { throw LeaseLost() }
    }
}
