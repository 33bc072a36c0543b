import Database
import Identifiers
import Problems

/// What a database is from its first start on: the name of its life, and the owner of single-user mode.
public struct Installation: Sendable, Equatable {
    /// Names the life of this database; cursors of another one mean nothing here.
    public let epoch: String
    /// The user of single-user mode.
    public let owner: Identifier
    /// Whether its life has begun anew with this start, because the database was put back.
    public var isRenewed = false

    /// By how much versions rise when a life begins anew: no version of the life before comes again, so that what grew from one (the base of a
    /// draft, rule 19) is never taken for another.
    static let leap: Int64 = 1 << 20

    /// Reads what the database is, and makes it so on the first start: the owner and a personal space. One that was put back, from a back-up or
    /// to another place, begins another life (docs/decisions/0008).
    ///
    /// - Parameters:
    ///   - mark: how far devices have been told of it by the process that starts; nil where that is not known.
    ///   - isRestored: whether a person says that it was put back.
    public static func prepare(
        _ database: Database, mark: InstallationMark? = nil, isRestored: Bool = false, clock: WallClock, identifiers: IdentifierSource
    ) async throws(Problem) -> Installation {
        try await storage {
            let fresh = Installation(epoch: identifiers.next().text, owner: identifiers.next())
            let now = clock.now()
            do {
                return try await make(fresh, mark, isRestored, in: database, at: now, identifiers)
            } catch DatabaseError.constraint {
                // Two processes started together on an empty database: this one takes what the other has made.
                return try await make(fresh, mark, isRestored, in: database, at: now, identifiers)
            }
        }
    }

    private static func make(
        _ fresh: Installation, _ mark: InstallationMark?, _ isRestored: Bool, in database: Database, at now: Timestamp,
        _ identifiers: IdentifierSource
    ) async throws -> Installation {
        try await database.write { connection in
            let place = try InstallationTables.place(of: connection)
            guard let (known, knownPlace) = try InstallationTables.locked(in: connection) else {
                try InstallationTables.insert(fresh, place: place, at: now, in: connection)
                let space = Space(id: identifiers.next(), kind: .personal, name: "Personal", version: 0)
                try SpaceTables.insert(space, createdAt: now, in: connection)
                try SpaceTables.addMember(fresh.owner, role: .owner, to: space.id, in: connection)
                return fresh
            }
            // A file of SQLite has one process, which always has a mark of it. Of PostgreSQL's any may be new.
            let isBehind = try mark?.isAhead(of: InstallationTables.mark(in: connection)) ?? (connection.dialect == .sqlite)
            guard isRestored || isBehind || place != knownPlace else { return known }
            // Lives are told apart by their order, and a clock may have been set back since the one before.
            let before = Identifier(max(known.epoch, mark?.epoch ?? ""))
            let epoch = before.map { identifiers.next(after: $0).text } ?? fresh.epoch
            try InstallationTables.renew(epoch, place: place, in: connection)
            return Installation(epoch: epoch, owner: known.owner, isRenewed: true)
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

    static func mark(in connection: Connection) throws -> InstallationMark {
        var versions: [Identifier: Int64] = [:]
        try connection.forEach("SELECT id, version FROM spaces") { versions[try $0.identifier(0)] = try $0.int(1) }
        return InstallationMark(epoch: try epoch(in: connection), versions: versions)
    }

    /// What the database is and where it lay; others who start at the same time wait until this transaction ends.
    static func locked(in connection: Connection) throws -> (Installation, place: String)? {
        guard let row = try connection.query("UPDATE installation SET place = place RETURNING place").first,
            let known = try installation(in: connection)
        else { return nil }
        return (known, try row.text(0))
    }

    /// Where a database of PostgreSQL lies: its cluster with the timeline that a restored or promoted one leaves, its number there, and the table's.
    /// A file of SQLite cannot tell.
    static func place(of connection: Connection) throws -> String {
        guard connection.dialect == .postgres else { return "" }
        let database = try connection.query(
            """
            SELECT (SELECT oid FROM pg_database WHERE datname = current_database())::text || '/' || 'installation'::regclass::oid::text
            """)
        // Some providers keep this to themselves.
        let cluster = try? connection.attempt {
            try connection.query(
                "SELECT system_identifier::text || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM pg_control_system()")
        }
        return try (cluster?.first?.text(0) ?? "") + "/" + (database.first?.text(0) ?? "")
    }

    static func insert(_ installation: Installation, place: String, at now: Timestamp, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO installation (id, epoch, owner_id, created_at, place)
            VALUES (1, \(installation.epoch), \(installation.owner), \(now), \(place))
            """)
    }

    static func renew(_ epoch: String, place: String, in connection: Connection) throws {
        try connection.execute("UPDATE installation SET epoch = \(epoch), place = \(place)")
        try connection.execute("UPDATE spaces SET version = version + \(Installation.leap)")
    }
}
