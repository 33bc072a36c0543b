import Database
import Identifiers
import JSON

/// The statements of the queue. Each runs in its caller's transaction.
struct JobTable {
    let rules: JobRules

    /// Adds a job; with an owner it is leased to it from the first moment.
    func insert(_ job: JobOrder, owner: Identifier?, now: Timestamp, in connection: Connection) throws(DatabaseError) {
        let isLeased = owner != nil
        let leaseUntil = isLeased ? (now + rules.lease).milliseconds : nil
        try connection.execute(
            """
            INSERT INTO jobs (id, kind, subject, payload, state, attempts, max_attempts, run_at, lease_owner, lease_until, created_at)
            VALUES (
                \(job.id.text), \(job.kind), \(job.subject.text), \(String(decoding: job.payload.encoded(), as: UTF8.self)),
                \(isLeased ? "running" : "pending"), \(isLeased ? 1 : 0), \(job.maxAttempts),
                \((job.runAt ?? now).milliseconds), \(owner?.text), \(leaseUntil), \(now.milliseconds)
            )
            """)
    }

    /// Whether anything waits for a worker that does these kinds: a due job or a lease that is over. Cheap, for a `read`.
    func hasWork(_ kinds: [String], now: Timestamp, in connection: Connection) throws(DatabaseError) -> Bool {
        let live = rules.liveLeases(at: now)
        return try connection.first(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM jobs WHERE state = 'pending' AND kind IN (\(list: kinds)) AND \(part: isDue(now)))
                OR EXISTS (
                    SELECT 1 FROM jobs WHERE state = 'running' AND (lease_until < \(live.lowerBound) OR lease_until > \(live.upperBound))
                )
            """) != nil
    }

    private func isDue(_ now: Timestamp) -> SQL {
        "(run_at <= \(rules.due(at: now)) OR (attempts > 0 AND run_at > \(rules.impossibleRetry(at: now))))"
    }

    /// Leases up to `limit` due jobs of a kind. Jobs that another transaction is just leasing are passed over.
    func claim(
        _ kind: String, limit: Int, owner: Identifier, now: Timestamp, in connection: Connection
    ) throws(DatabaseError) -> [Claimed] {
        // Materialised, since PostgreSQL may run a plain subquery again for each row and lock more of them each time.
        let lock: SQL = connection.dialect == .postgres ? "FOR UPDATE SKIP LOCKED" : ""
        let rows = try connection.query(
            """
            WITH due AS MATERIALIZED (
                SELECT id FROM jobs WHERE state = 'pending' AND kind = \(kind) AND \(part: isDue(now))
                ORDER BY run_at, id LIMIT \(limit) \(part: lock)
            )
            UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_owner = \(owner.text),
                lease_until = \((now + rules.lease).milliseconds)
            WHERE state = 'pending' AND id IN (SELECT id FROM due)
            RETURNING id, subject, payload, attempts, max_attempts, run_at
            """)
        var claimed: [(runAt: Int64, job: Claimed)] = []
        for row in rows { claimed.append((try row.int(5), try Claimed(row, kind: kind, owner: owner))) }
        return claimed.sorted { ($0.runAt, $0.job.id) < ($1.runAt, $1.job.id) }.map(\.job)
    }

    /// Makes the leases longer that are still this owner's, and returns which those are.
    func renew(_ runs: [JobRun], owner: Identifier, now: Timestamp, in connection: Connection) throws(DatabaseError) -> Set<Identifier> {
        var kept: Set<Identifier> = []
        for ids in PaddedLists(runs.map(\.id.text)) {
            let rows = try connection.query(
                """
                UPDATE jobs SET lease_until = \((now + rules.lease).milliseconds)
                WHERE state = 'running' AND lease_owner = \(owner.text) AND id IN (\(list: ids)) RETURNING id
                """)
            for row in rows { if let id = Identifier(try row.text(0)) { kept.insert(id) } }
        }
        return kept
    }

    /// Gives the jobs of workers that have gone silent back to the queue. One that was tried often enough is put aside.
    func revive(now: Timestamp, in connection: Connection) throws(DatabaseError) {
        let live = rules.liveLeases(at: now)
        try takeBack("(lease_until < \(live.lowerBound) OR lease_until > \(live.upperBound))", now: now, in: connection)
    }

    /// Gives the jobs of all workers but one back to the queue: right where there is only one process, and it has just started.
    func reviveAll(except owner: Identifier, now: Timestamp, in connection: Connection) throws(DatabaseError) {
        try takeBack("lease_owner <> \(owner.text)", now: now, in: connection)
    }

    private func takeBack(_ condition: SQL, now: Timestamp, in connection: Connection) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE jobs SET
                state = CASE WHEN attempts < max_attempts THEN 'pending' ELSE 'dead' END,
                finished_at = CASE WHEN attempts < max_attempts THEN NULL ELSE CAST(\(now.milliseconds) AS BIGINT) END,
                run_at = \(now.milliseconds), lease_owner = NULL, lease_until = NULL, last_error_code = 'worker_lost'
            WHERE state = 'running' AND \(part: condition)
            """)
    }

    /// Ends all jobs of a kind that are about a subject.
    func abandon(_ kind: String, of subject: Identifier, now: Timestamp, in connection: Connection) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE jobs SET state = 'done', finished_at = \(now.milliseconds), lease_owner = NULL, lease_until = NULL
            WHERE subject = \(subject.text) AND kind = \(kind) AND state IN ('pending', 'running')
            """)
    }

    /// Marks a job as done; false if the lease was lost.
    func complete(_ run: JobRun, now: Timestamp, in connection: Connection) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE jobs SET state = 'done', finished_at = \(now.milliseconds), lease_owner = NULL, lease_until = NULL
            WHERE \(part: isHeld(run))
            """) == 1
    }

    /// Notes a failed try; false if the lease was lost.
    func fail(
        _ run: JobRun, code: String, verdict: JobRules.Verdict, now: Timestamp, in connection: Connection
    ) throws(DatabaseError) -> Bool {
        let retryAt: Int64? = if case .retry(let time) = verdict { time.milliseconds } else { nil }
        return try connection.execute(
            """
            UPDATE jobs SET state = \(retryAt == nil ? "dead" : "pending"), run_at = COALESCE(\(retryAt), run_at),
                finished_at = \(retryAt == nil ? now.milliseconds : nil), last_error_code = \(code), lease_owner = NULL, lease_until = NULL
            WHERE \(part: isHeld(run))
            """) == 1
    }

    /// Gives a job back to the queue, to be done by whoever is there.
    func release(_ run: JobRun, now: Timestamp, in connection: Connection) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE jobs SET state = 'pending', run_at = \(now.milliseconds), lease_owner = NULL, lease_until = NULL
            WHERE \(part: isHeld(run))
            """)
    }

    private func isHeld(_ run: JobRun) -> SQL {
        "id = \(run.id.text) AND state = 'running' AND lease_owner = \(run.owner.text) AND attempts = \(run.attempt)"
    }

    /// Removes jobs that were done long ago, some at a time.
    func prune(now: Timestamp, in connection: Connection) throws(DatabaseError) {
        let before = now.milliseconds - rules.keepFinished.milliseconds
        try connection.execute(
            """
            DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE state = 'done' AND finished_at < \(before) LIMIT 500)
            """)
    }
}
