import Database
import Identifiers
import JSON

/// The statements of the queue. Each runs in its caller's transaction.
struct JobTable {
    let rules: JobRules
    let clock: WallClock

    /// What time it is, as a part of a statement. Where several processes judge each other's leases it is the database's time, when the
    /// statement reaches it; where there is one process, its own.
    private func now(_ connection: Connection) -> SQL {
        switch connection.dialect {
        case .sqlite: "\(clock.now().milliseconds)"
        case .postgres: "CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS BIGINT)"
        }
    }

    private func leaseEnd(_ connection: Connection) -> SQL { "\(part: now(connection)) + \(rules.lease.milliseconds)" }

    /// A lease that ends later than any that could be given now was given before the clock was set back: it is over too.
    private func isOver(_ now: SQL) -> SQL {
        "(lease_until < \(part: now) OR lease_until > \(part: now) + \(2 * rules.lease.milliseconds))"
    }

    /// No job has to wait for longer than the longest back-off, unless the clock was set back; it is due then.
    private func isDue(_ now: SQL) -> SQL {
        "(run_at <= \(part: now) OR run_at > \(part: now) + \(rules.longestBackOff.milliseconds))"
    }

    private func isHeld(_ run: JobRun) -> SQL {
        "id = \(run.id.text) AND state = 'running' AND lease_owner = \(run.owner.text) AND attempts = \(run.attempt)"
    }

    /// Adds a job; with an owner it is leased to it from the first moment.
    func insert(_ job: JobOrder, owner: Identifier?, in connection: Connection) throws(DatabaseError) {
        let isLeased = owner != nil
        let now = now(connection)
        try connection.execute(
            """
            INSERT INTO jobs (id, kind, subject, payload, state, attempts, max_attempts, run_at, lease_owner, lease_until, created_at)
            VALUES (
                \(job.id.text), \(job.kind), \(job.subject.text), \(String(decoding: job.payload.encoded(), as: UTF8.self)),
                \(isLeased ? "running" : "pending"), \(isLeased ? 1 : 0), \(job.maxAttempts),
                \(part: now), \(owner?.text), \(part: isLeased ? leaseEnd(connection) : "NULL"), \(part: now)
            )
            """)
    }

    /// Whether anything waits for a worker that does these kinds: a due job or a lease that is over. Cheap, for a `read`.
    func hasWork(_ kinds: [String], in connection: Connection) throws(DatabaseError) -> Bool {
        let now = now(connection)
        return try connection.first(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM jobs WHERE state = 'pending' AND kind IN (\(list: kinds)) AND \(part: isDue(now)))
                OR EXISTS (SELECT 1 FROM jobs WHERE state = 'running' AND \(part: isOver(now)))
            """) != nil
    }

    /// Leases up to `limit` due jobs of a kind. Jobs that another transaction is just leasing are passed over.
    func claim(_ kind: String, limit: Int, owner: Identifier, in connection: Connection) throws(DatabaseError) -> [Claimed] {
        // Materialised, since PostgreSQL may run a plain subquery again for each row and lock more of them each time.
        let lock: SQL = connection.dialect == .postgres ? "FOR UPDATE SKIP LOCKED" : ""
        let rows = try connection.query(
            """
            WITH due AS MATERIALIZED (
                SELECT id FROM jobs WHERE state = 'pending' AND kind = \(kind) AND \(part: isDue(now(connection)))
                ORDER BY run_at, id LIMIT \(limit) \(part: lock)
            )
            UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_owner = \(owner.text), lease_until = \(part: leaseEnd(connection))
            WHERE state = 'pending' AND id IN (SELECT id FROM due)
            RETURNING id, subject, payload, attempts, max_attempts, run_at
            """)
        var claimed: [(runAt: Int64, job: Claimed)] = []
        for row in rows { claimed.append((try row.int(5), try Claimed(row, kind: kind, owner: owner))) }
        return claimed.sorted { ($0.runAt, $0.job.id) < ($1.runAt, $1.job.id) }.map(\.job)
    }

    /// Makes the leases longer that are still this owner's, and returns which those are.
    func renew(_ runs: [JobRun], owner: Identifier, in connection: Connection) throws(DatabaseError) -> Set<Identifier> {
        var kept: Set<Identifier> = []
        for ids in PaddedLists(runs.map(\.id.text)) {
            let rows = try connection.query(
                """
                UPDATE jobs SET lease_until = \(part: leaseEnd(connection))
                WHERE state = 'running' AND lease_owner = \(owner.text) AND id IN (\(list: ids)) RETURNING id
                """)
            for row in rows { if let id = Identifier(try row.text(0)) { kept.insert(id) } }
        }
        return kept
    }

    /// Gives the jobs of workers that have gone silent back to the queue. One that was tried often enough is put aside.
    func revive(in connection: Connection) throws(DatabaseError) {
        try takeBack(isOver(now(connection)), in: connection)
    }

    /// Gives the jobs of all workers but one back to the queue: right where there is only one process, and it has just started.
    func reviveAll(except owner: Identifier, in connection: Connection) throws(DatabaseError) {
        try takeBack("lease_owner <> \(owner.text)", in: connection)
    }

    private func takeBack(_ condition: SQL, in connection: Connection) throws(DatabaseError) {
        let now = now(connection)
        try connection.execute(
            """
            UPDATE jobs SET
                state = CASE WHEN attempts < max_attempts THEN 'pending' ELSE 'dead' END,
                finished_at = CASE WHEN attempts < max_attempts THEN NULL ELSE CAST(\(part: now) AS BIGINT) END,
                run_at = \(part: now), lease_owner = NULL, lease_until = NULL, last_error_code = 'worker_lost'
            WHERE state = 'running' AND \(part: condition)
            """)
    }

    /// Queues a dead job again; false if it is not dead.
    func reviveDead(_ id: Identifier, in connection: Connection) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE jobs SET state = 'pending', max_attempts = max_attempts + attempts, run_at = \(part: now(connection)), finished_at = NULL
            WHERE id = \(id.text) AND state = 'dead'
            """) == 1
    }

    /// Ends all jobs of a kind that are about a subject.
    func abandon(_ kind: String, of subject: Identifier, in connection: Connection) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE jobs SET state = 'done', finished_at = \(part: now(connection)), lease_owner = NULL, lease_until = NULL
            WHERE subject = \(subject.text) AND kind = \(kind) AND state IN ('pending', 'running')
            """)
    }

    /// Whether a job of a kind that is about a subject has not ended.
    func isQueued(_ kind: String, of subject: Identifier, in connection: Connection) throws(DatabaseError) -> Bool {
        try connection.first(
            "SELECT 1 FROM jobs WHERE subject = \(subject.text) AND kind = \(kind) AND state IN ('pending', 'running')") != nil
    }

    /// The jobs of a kind that are about a subject and leased to this owner.
    func leased(_ kind: String, of subject: Identifier, owner: Identifier, in connection: Connection) throws(DatabaseError) -> [Claimed] {
        let rows = try connection.query(
            """
            SELECT id, subject, payload, attempts, max_attempts FROM jobs
            WHERE subject = \(subject.text) AND kind = \(kind) AND state = 'running' AND lease_owner = \(owner.text)
            """)
        var found: [Claimed] = []
        for row in rows { found.append(try Claimed(row, kind: kind, owner: owner)) }
        return found
    }

    /// Whether the lease is still held; then it stays so until the transaction ends.
    func holds(_ run: JobRun, in connection: Connection) throws(DatabaseError) -> Bool {
        let lock: SQL = connection.dialect == .postgres ? "FOR UPDATE" : ""
        return try connection.first("SELECT 1 FROM jobs WHERE \(part: isHeld(run)) \(part: lock)") != nil
    }

    /// Marks a job as done; false if the lease was lost.
    func complete(_ run: JobRun, in connection: Connection) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE jobs SET state = 'done', finished_at = \(part: now(connection)), lease_owner = NULL, lease_until = NULL
            WHERE \(part: isHeld(run))
            """) == 1
    }

    /// Notes a failed try; false if the lease was lost.
    func fail(_ run: JobRun, code: String, verdict: JobRules.Verdict, in connection: Connection) throws(DatabaseError) -> Bool {
        let now = now(connection)
        let outcome: SQL =
            switch verdict {
            case .retry(let wait): "state = 'pending', run_at = \(part: now) + \(wait.milliseconds)"
            case .dead: "state = 'dead', finished_at = \(part: now)"
            }
        return try connection.execute(
            """
            UPDATE jobs SET \(part: outcome), last_error_code = \(code), lease_owner = NULL, lease_until = NULL WHERE \(part: isHeld(run))
            """) == 1
    }

    /// Gives a job back to the queue, to be done by whoever is there.
    func release(_ run: JobRun, in connection: Connection) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE jobs SET state = 'pending', run_at = \(part: now(connection)), lease_owner = NULL, lease_until = NULL
            WHERE \(part: isHeld(run))
            """)
    }

    /// Removes jobs that were done long ago, some at a time; true when there may be more.
    func prune(in connection: Connection) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            DELETE FROM jobs WHERE id IN (
                SELECT id FROM jobs WHERE state = 'done' AND finished_at < \(part: now(connection)) - \(rules.keepFinished.milliseconds)
                LIMIT \(Self.portion))
            """) == Self.portion
    }

    private static let portion = 500
}
