import Glibc

/// Where the copy goes that is made before an existing database is changed.
public enum MigrationBackup: Sendable, Equatable {
    /// No copy.
    case none
    /// A file in this folder, named after the first pending step and the time. The folder is made if it is missing (0700),
    /// the file is 0600. On PostgreSQL the operator is told to make one instead (``DatabaseEvent/backupLeftToOperator``).
    case folder(String)
}

extension Database {
    /// Brings the schema up to date: applies each step that is not recorded yet, in the given order, each in a transaction
    /// of its own.
    ///
    /// Forward only. Nothing is applied if a step was changed after it had been applied, or if the database is newer than
    /// the program. Several programs may call it on one PostgreSQL at once; each step is applied by one of them.
    public func migrate(_ migrations: [Migration], backup: MigrationBackup = .none) async throws(DatabaseError) {
        do {
            try await write { connection in try MigrationRecord.create(connection) }
            let (plan, isNew) = try await read { connection in
                let applied = try MigrationRecord.applied(connection)
                return (try MigrationPlan(known: migrations, applied: applied), applied.isEmpty)
            }
            guard let first = plan.pending.first else { return }
            if !isNew { try await backUp(before: first, to: backup) }
            for migration in plan.pending { try await apply(migration) }
        } catch let error as MigrationError {
            throw .migration(error)
        } catch let error as DatabaseError {
            throw error
        } catch {
            // The task was cancelled: the program is stopping.
            throw .closed
        }
    }

    private func apply(_ migration: Migration) async throws {
        let isApplied = try await write { connection in
            try MigrationRecord.lock(connection)
            let applied = try MigrationRecord.applied(connection)
            if applied.contains(where: { $0.name == migration.name }) { return false }
            do {
                try connection.executeScript(migration.sql)
            } catch {
                throw MigrationError.failed(name: migration.name, reason: "\(error)")
            }
            try MigrationRecord.add(migration, connection)
            return true
        }
        if isApplied { options.events(.migrated(name: migration.name)) }
    }

    private func backUp(before migration: Migration, to backup: MigrationBackup) async throws {
        guard case .folder(let folder) = backup else { return }
        guard dialect == .sqlite else {
            options.events(.backupLeftToOperator)
            return
        }
        let isFolder = mkdir(folder, 0o700) == 0 || errno == EEXIST
        guard isFolder else { throw MigrationError.backup }
        let name = migration.name.map { $0 == "/" ? "-" : $0 }
        let path = "\(folder)/before-\(String(name))-\(time(nil)).sqlite"
        do {
            try await backUp(to: path)
        } catch is DatabaseError {
            throw MigrationError.backup
        }
        options.events(.backedUp(path: path))
    }

    /// Copies a SQLite database, as it is at this moment, into a new file (0600). Reads go on meanwhile, writes wait. The
    /// copy appears under its name once it is whole. On PostgreSQL it is ``Misuse/refused(code:)``.
    public func backUp(to path: String) async throws {
        let partial = path + ".partial"
        unlink(partial)
        let descriptor = Glibc.open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DatabaseError.cannotOpen(.path(path)) }
        defer { Glibc.close(descriptor) }
        do {
            try await submit({ connection in try connection.copyDatabase(to: partial) }, to: { engine.enqueueBare($0) })
        } catch {
            unlink(partial)
            throw error
        }
        guard fsync(descriptor) == 0, rename(partial, path) == 0 else {
            unlink(partial)
            throw DatabaseError.inputOutput(code: Int(errno))
        }
    }
}

/// The table in which a database remembers its steps.
enum MigrationRecord {
    /// Any number that no other program uses as an advisory lock in the same database.
    private static let lockNumber: Int64 = 0x5061_726c_616e_6365

    /// Keeps other programs from migrating until the transaction ends, and waits for those that are at it, however long they take. SQLite's
    /// write lock does so already.
    static func lock(_ connection: Connection) throws(DatabaseError) {
        guard connection.dialect == .postgres else { return }
        try connection.execute("SET LOCAL lock_timeout = 0")
        try connection.execute("SET LOCAL statement_timeout = 0")
        _ = try connection.query("SELECT pg_advisory_xact_lock(\(lockNumber))")
    }

    static func create(_ connection: Connection) throws(DatabaseError) {
        try lock(connection)
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                name TEXT PRIMARY KEY,
                sha256 TEXT NOT NULL,
                applied_at BIGINT NOT NULL
            )
            """)
    }

    static func applied(_ connection: Connection) throws(DatabaseError) -> [MigrationPlan.Applied] {
        var applied: [MigrationPlan.Applied] = []
        for row in try connection.query("SELECT name, sha256 FROM schema_migrations") {
            applied.append(MigrationPlan.Applied(name: try row.text(0), checksum: try row.text(1)))
        }
        return applied
    }

    /// `applied_at`: seconds since 1970, for the operator's eyes only.
    static func add(_ migration: Migration, _ connection: Connection) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO schema_migrations (name, sha256, applied_at)
            VALUES (\(migration.name), \(migration.checksum), \(Int64(time(nil))))
            """)
    }
}
