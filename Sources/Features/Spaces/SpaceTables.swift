import Database
import Identifiers

/// The SQL of spaces, their members and their counters.
enum SpaceTables {
    static func insert(_ space: Space, createdAt: Timestamp, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO spaces (id, kind, name, version, created_at)
            VALUES (\(space.id), \(space.kind.rawValue), \(space.name), \(space.version), \(createdAt))
            """)
    }

    static func addMember(_ user: Identifier, role: Role, to space: Identifier, in connection: Connection) throws {
        try connection.execute(
            "INSERT INTO members (space_id, user_id, role) VALUES (\(space), \(user), \(role.rawValue))")
    }

    static func space(_ id: Identifier, in connection: Connection) throws -> Space? {
        let rows = try connection.query("SELECT kind, name, version FROM spaces WHERE id = \(id)")
        guard let row = rows.first, let kind = Space.Kind(rawValue: try row.text(0)) else { return nil }
        return Space(id: id, kind: kind, name: try row.text(1), version: try row.int(2))
    }

    static func versions(of spaces: [Identifier], in connection: Connection) throws -> [Identifier: Int64] {
        var found: [Identifier: Int64] = [:]
        for start in stride(from: 0, to: spaces.count, by: 500) {
            let some = Array(spaces[start..<min(start + 500, spaces.count)])
            for row in try connection.query("SELECT id, version FROM spaces WHERE id IN (\(list: some))") {
                found[try row.identifier(0)] = try row.int(1)
            }
        }
        return found
    }

    static func personalSpace(of user: Identifier, in connection: Connection) throws -> Identifier? {
        let rows = try connection.query(
            """
            SELECT s.id FROM spaces s JOIN members m ON m.space_id = s.id
            WHERE m.user_id = \(user) AND m.role = 'owner' AND s.kind = 'personal'
            """)
        return try rows.first.flatMap { Identifier(try $0.text(0)) }
    }

    static func floor(of id: Identifier, in connection: Connection) throws -> Int64 {
        try connection.query("SELECT floor_version FROM spaces WHERE id = \(id)").first?.int(0) ?? 0
    }

    /// Forgets the marks that were left before a time, and notes up to which version they are no longer there.
    static func compact(before limit: Timestamp, in connection: Connection) throws {
        let old = try connection.query(
            "SELECT space_id, max(version) FROM tombstones WHERE created_at < \(limit) GROUP BY space_id")
        for row in old {
            let (space, version) = (try row.identifier(0), try row.int(1))
            try connection.execute("DELETE FROM tombstones WHERE space_id = \(space) AND version <= \(version)")
            try connection.execute("UPDATE spaces SET floor_version = \(version) WHERE id = \(space)")
        }
    }

    /// Makes other writers of a space wait until this transaction ends. False when there is no such space.
    static func lock(_ id: Identifier, in connection: Connection) throws -> Bool {
        try connection.execute("UPDATE spaces SET version = version WHERE id = \(id)") == 1
    }

    /// Takes the next number of a space. On PostgreSQL this also makes writers of one space wait for each other until commit, so that
    /// versions become visible in their order and a reader never skips one.
    static func nextVersion(of space: Identifier, in connection: Connection) throws -> Int64? {
        try connection.query("UPDATE spaces SET version = version + 1 WHERE id = \(space) RETURNING version").first?.int(0)
    }
}

/// Reads the counter of a space.
public enum SpaceVersion {
    /// The number of the last transaction that changed a row of the space; 0 when there is no such space.
    public static func current(of space: Identifier, in connection: Connection) throws -> Int64 {
        try connection.query("SELECT version FROM spaces WHERE id = \(space)").first?.int(0) ?? 0
    }
}

/// The SQL of the log that makes mutations idempotent (rule 8 of the protocol).
enum MutationTables {
    static func version(of mutation: Identifier, space: Identifier, in connection: Connection) throws -> Int64? {
        try connection.query("SELECT version FROM mutations WHERE space_id = \(space) AND id = \(mutation)").first?.int(0)
    }

    static func remember(
        _ mutation: Identifier, version: Int64, space: Identifier, at now: Timestamp, in connection: Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO mutations (space_id, id, version, created_at)
            VALUES (\(space), \(mutation), \(version), \(now))
            """)
    }

    static func forget(before: Timestamp, in connection: Connection) throws {
        try connection.execute("DELETE FROM mutations WHERE created_at < \(before)")
    }
}
