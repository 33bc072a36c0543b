import Database
import Identifiers

/// A job that was given up, as an operator sees it.
public struct DeadJob: Sendable, Equatable {
    /// The job's name.
    public let id: Identifier
    /// Which handler failed.
    public let kind: String
    /// What it was about.
    public let subject: Identifier
    /// How often it was tried.
    public let attempts: Int
    /// The name of the last failure.
    public let code: String
    /// When it was given up.
    public let finishedAt: Timestamp
}

/// What an operator does with jobs that were given up.
extension Jobs {
    /// The dead jobs, latest first.
    public func deadJobs(limit: Int) async throws -> [DeadJob] {
        try await database.read { connection in
            let rows = try connection.query(
                """
                SELECT id, kind, subject, attempts, last_error_code, finished_at FROM jobs WHERE state = 'dead'
                ORDER BY finished_at DESC, id DESC LIMIT \(limit)
                """)
            return try rows.map { row in
                guard let id = Identifier(try row.text(0)), let subject = Identifier(try row.text(2)) else { throw DatabaseError.corrupt }
                return DeadJob(
                    id: id, kind: try row.text(1), subject: subject, attempts: Int(try row.int(3)),
                    code: try row.optionalText(4) ?? "", finishedAt: Timestamp(milliseconds: try row.int(5)))
            }
        }
    }

    /// Queues a dead job again, with as many tries as it had before; false if it is not dead. Tries go on being counted,
    /// since their number is a part of the lease.
    public func revive(_ id: Identifier) async throws -> Bool {
        let isRevived = try await database.write { [table] connection in try table.reviveDead(id, in: connection) }
        if isRevived { worker.nudge() }
        return isRevived
    }

    /// Removes a dead job; false if it is not dead.
    public func discard(_ id: Identifier) async throws -> Bool {
        try await database.write { connection in
            try connection.execute("DELETE FROM jobs WHERE id = \(id.text) AND state = 'dead'") == 1
        }
    }
}
