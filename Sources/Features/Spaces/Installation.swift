import Database
import Identifiers
import Problems

/// What a database is from its first start on: the name of its life, and the owner of single-user mode.
public struct Installation: Sendable, Equatable {
    /// Names the life of this database; cursors of another one mean nothing here.
    public let epoch: String
    /// The user of single-user mode.
    public let owner: Identifier

    /// Reads what the database is, and makes it so on the first start: the owner and a personal space.
    public static func prepare(
        _ database: Database, clock: WallClock, identifiers: IdentifierSource
    ) async throws(Problem) -> Installation {
        try await storage {
            let fresh = Installation(epoch: identifiers.next().text, owner: identifiers.next())
            let now = clock.now()
            do {
                return try await make(fresh, in: database, at: now, identifiers)
            } catch DatabaseError.constraint {
                // Two processes started together on an empty database: this one takes what the other has made.
                return try await make(fresh, in: database, at: now, identifiers)
            }
        }
    }

    private static func make(
        _ fresh: Installation, in database: Database, at now: Timestamp, _ identifiers: IdentifierSource
    ) async throws -> Installation {
        try await database.write { connection in
            if let known = try InstallationTables.installation(in: connection) { return known }
            try InstallationTables.insert(fresh, at: now, in: connection)
            let space = Space(id: identifiers.next(), kind: .personal, name: "Personal", version: 0)
            try SpaceTables.insert(space, createdAt: now, in: connection)
            try SpaceTables.addMember(fresh.owner, role: .owner, to: space.id, in: connection)
            return fresh
        }
    }
}

/// The SQL of the installation's one row.
enum InstallationTables {
    static func installation(in connection: Connection) throws -> Installation? {
        guard let row = try connection.query("SELECT epoch, owner_id FROM installation").first,
            let owner = Identifier(try row.text(1))
        else { return nil }
        return Installation(epoch: try row.text(0), owner: owner)
    }

    static func epoch(in connection: Connection) throws -> String {
        guard let known = try installation(in: connection) else { throw Problem(.internal) }
        return known.epoch
    }

    static func insert(_ installation: Installation, at now: Timestamp, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO installation (id, epoch, owner_id, created_at)
            VALUES (1, \(installation.epoch), \(installation.owner), \(now))
            """)
    }
}
