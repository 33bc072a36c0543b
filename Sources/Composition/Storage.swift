import Chats
import Database
import Identifiers
import Jobs
import Lifecycle
import Models
import Notifications
import Sealing
import Spaces
import Telemetry

/// Where the data lives, and the keys that open it.
struct Storage: Sendable {
    let database: Database
    let keys: SpaceKeys
    let ring: KeyRing
    /// Keeps how far devices may have been told of the database.
    let mark: OriginalFile

    /// Takes the data folder, opens and migrates the database, and reads the key file, which is made on the very first start alone.
    static func start(_ configuration: Configuration, in services: ServiceGroup, log: Log) async throws -> Storage {
        let folder = try await services.start("data_folder") {
            try DataFolder(at: configuration.dataFolder)
        } stop: { _ in
        }
        let database = try await services.start("database", within: .seconds(60)) {
            // A search takes two; those who open chats and send must not wait for it. PostgreSQL's are for writing too.
            try await Database.open(
                configuration.database, readers: configuration.isOnPostgres ? 12 : 4, options: DatabaseOptions(log: log))
        } stop: { database in
            await database.close()
        }
        try await database.migrate(migrations, backup: .folder(folder.path(of: "backups")))
        let keyFile = try await keyFile(at: configuration.cluster.keyFile, database: database)
        let ring = KeyRing(service: keyFile)
        return Storage(
            database: database, keys: SpaceKeys(database: database, ring: ring, clock: .system), ring: ring,
            mark: OriginalFile(at: folder.path(of: "mark")))
    }

    /// Reads what the database is, sees whether it was put back, and from now on keeps how far devices may have been told of it.
    ///
    /// - Parameters:
    ///   - isRestored: whether a person says that it was put back.
    ///   - onPutBack: called when it is put back under this process.
    func install(
        isRestored: Bool = false, clock: WallClock, identifiers: IdentifierSource, in services: ServiceGroup, log: Log,
        onPutBack: @escaping @Sendable () -> Void = {}
    ) async throws -> Installation {
        let known = mark.read().flatMap(InstallationMark.init)
        let installation = try await Installation.prepare(
            database, mark: known, isRestored: isRestored, clock: clock, identifiers: identifiers)
        if installation.isRenewed { log.warning("database_put_back") }
        let keeper = MarkKeeper(database: database, file: mark, epoch: installation.epoch, log: log, putBack: onPutBack)
        // A database that is away when the server stops has told nothing that is not kept.
        _ = try await services.start("mark", stopWithin: .seconds(2)) {
            let first = await keeper.keep(after: nil)
            return Task { await keeper.run(after: first) }
        } stop: { task in
            task.cancel()
            _ = await keeper.keep(after: await task.value)
        }
        return installation
    }

    /// The schema, feature by feature.
    static var migrations: [Migration] {
        SpacesMigrations.all + ModelsMigrations.all + ChatsMigrations.all + JobsMigrations.all + NotificationsMigrations.all
    }

    private static func keyFile(at path: String, database: Database) async throws -> KeyFile {
        do {
            return try KeyFile.load(at: path)
        } catch KeyFileError.absent {
            // A fresh key would make everything that is sealed unreadable, without a word.
            guard try await SpaceKeys.anyHolder(in: database) == nil else { throw StartError.keyFileMissing(path: path) }
            do {
                return try KeyFile.create(at: path)
            } catch KeyFileError.exists {
                // Another process that shares the file was faster.
                return try KeyFile.load(at: path)
            }
        }
    }
}

extension DatabaseOptions {
    /// The usual options, with what happens to the database going to the log.
    init(log: Log) {
        self.init()
        events = { event in log.tell(event) }
    }
}

extension Metrics {
    /// How much the database is asked for.
    func observe(_ database: Database) {
        let help: StaticString = "Transactions that the database was asked for."
        observe("parlance_database_transactions_total", help: help, counts: true, labels: ["kind": "read"]) { [weak database] in
            database.map { Double($0.transactions.reads) }
        }
        observe("parlance_database_transactions_total", help: help, counts: true, labels: ["kind": "write"]) { [weak database] in
            database.map { Double($0.transactions.writes) }
        }
    }
}

extension Log {
    /// What a database tells its operator.
    func tell(_ event: DatabaseEvent) {
        switch event {
        case .connectionLost: warning("database_connection_lost")
        case .connected: info("database_connected")
        case .migrated(let name): info("database_migrated", ["migration": .public(name)])
        case .backedUp(let path): info("database_backed_up", ["path": .public(path)])
        case .backupLeftToOperator: warning("database_backup_left_to_operator")
        case .logIsLong(let pages): warning("database_log_is_long", ["pages": .int(pages)])
        }
    }
}
