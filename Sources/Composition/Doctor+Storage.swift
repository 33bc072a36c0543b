import Database
import Glibc
import Identifiers
import Problems
import Sealing
import Spaces

/// The database, and the keys to what is in it.
extension Doctor {
    func storage() async -> [Finding] {
        if case .sqlite(let path) = configuration.database, access(path, F_OK) != 0 {
            return [
                await keys(in: nil),
                Finding(state: .remark, subject: "database", text: "SQLite at \(path) is not there yet; the first start makes it."),
            ]
        }
        do {
            let database = try await Database.open(configuration.database, readers: 1)
            let findings = [await keys(in: database), await schema(of: database)]
            await database.close()
            return findings
        } catch {
            return [await keys(in: nil), Finding(state: .bad, subject: "database", text: error.sentence)]
        }
    }

    private func keys(in database: Database?) async -> Finding {
        let path = configuration.cluster.keyFile
        // A database without the table holds no keys.
        let holder = if let database { try? await SpaceKeys.anyHolder(in: database) } else { nil as Identifier? }
        do {
            let file = try KeyFile.load(at: path)
            if let database, let holder {
                _ = try await SpaceKeys(database: database, ring: KeyRing(service: file), clock: .system).keyset(of: holder)
            }
            return Finding(state: .good, subject: "keys", text: "\(file.ids.count) in \(path); keep a copy apart from the data")
        } catch KeyFileError.absent {
            return holder == nil
                ? Finding(state: .remark, subject: "keys", text: "\(path) is not there yet; the first start makes it.")
                : Finding(state: .bad, subject: "keys", text: StartError.keyFileMissing(path: path).description)
        } catch {
            return Finding(state: .bad, subject: "keys", text: StartError(error).description)
        }
    }

    private func schema(of database: Database) async -> Finding {
        let name = database.dialect == .sqlite ? "SQLite" : "PostgreSQL"
        do {
            if database.dialect == .postgres { try await checkRights(in: database) }
            // An empty database has no such table.
            let applied = try? await database.read { Set(try $0.query("SELECT name FROM schema_migrations").map { try $0.text(0) }) }
            let known = Set(Storage.migrations.map(\.name))
            if let later = applied?.subtracting(known).min() { throw DatabaseError.migration(.newerDatabase(name: later)) }
            return applied == known
                ? Finding(state: .good, subject: "database", text: "\(name) answers")
                : Finding(state: .remark, subject: "database", text: "\(name) answers; the next start brings its tables up to date.")
        } catch {
            return Finding(state: .bad, subject: "database", text: StartError(error).description)
        }
    }

    /// Throws what a start would meet on a server of PostgreSQL that lets nobody write, or this user make no tables.
    private func checkRights(in database: Database) async throws {
        let (isReadOnly, mayMake) = try await database.read { connection in
            let row = try connection.query(
                """
                SELECT (pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean)::int::bigint,
                    coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)::int::bigint
                """
            ).first
            return (try row?.int(0) == 1, try row?.int(1) == 1)
        }
        if isReadOnly { throw DatabaseError.misuse(.changeInRead) }
        if !mayMake { throw DatabaseError.misuse(.refused(code: DatabaseError.insufficientPrivilege)) }
    }
}
