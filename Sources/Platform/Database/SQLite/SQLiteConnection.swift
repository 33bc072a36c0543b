import CSQLite
import Synchronization

/// One connection to a SQLite file. It is made, used and closed on one thread.
final class SQLiteConnection: EngineConnection {
    /// What a connection is for.
    enum Role {
        case reader
        case writer
    }

    /// More than the number of distinct statements that the program has on a path that matters.
    private static let cachedStatements = 128
    /// One closes at a time: the last one moves the log into the database, and of two at once neither would be the last.
    private static let closing = Mutex(())

    let dialect = Dialect.sqlite
    private let handle: OpaquePointer
    private var statements = LeastRecentlyUsed<SQLiteStatement>(capacity: SQLiteConnection.cachedStatements)
    private let timer: StatementTimer
    private let faults: FaultInjection?
    private let lockLimit: Duration
    /// How many pages the write-ahead log had after the last commit of this connection.
    private let log = LogLength()

    private final class LogLength {
        var pages = 0
    }

    init(path: String, role: Role, options: DatabaseOptions, isTemporary: Bool) throws(DatabaseError) {
        var opened: OpaquePointer?
        // Each connection is used by one thread only, so SQLite need not lock it.
        let result = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard result == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw .cannotOpen(.path(path))
        }
        handle = opened
        timer = StatementTimer(limit: options.statementLimit)
        faults = options.faults
        lockLimit = options.lockLimit
        try configure(role, options: options, isTemporary: isTemporary)
    }

    deinit {
        statements.removeAll()
        Self.closing.withLock { _ in _ = sqlite3_close_v2(handle) }
    }

    private func configure(_ role: Role, options: DatabaseOptions, isTemporary: Bool) throws(DatabaseError) {
        sqlite3_extended_result_codes(handle, 1)
        setLockLimit(options.lockLimit)
        parlance_sqlite3_set_defensive(handle)
        if role == .writer {
            try executeScript("PRAGMA journal_mode = WAL")
            // The log file is cut back to this size once its pages have moved to the database.
            try executeScript("PRAGMA journal_size_limit = 16777216")
            sqlite3_wal_autocheckpoint(handle, 0)
            sqlite3_wal_hook(
                handle,
                { context, _, _, pages in
                    if let context { Unmanaged<LogLength>.fromOpaque(context).takeUnretainedValue().pages = Int(pages) }
                    return SQLITE_OK
                }, Unmanaged.passUnretained(log).toOpaque())
            if let limit = options.pageLimit { try executeScript("PRAGMA max_page_count = \(limit)") }
        }
        try executeScript("PRAGMA synchronous = \(isTemporary ? "OFF" : "FULL")")
        try executeScript("PRAGMA foreign_keys = ON")
        try executeScript("PRAGMA trusted_schema = OFF")
        // KiB. Small, since the system's own cache holds the file: a read of a page from there costs a microsecond.
        try executeScript("PRAGMA cache_size = -2048")
        try executeScript("PRAGMA temp_store = MEMORY")
        if role == .reader { try executeScript("PRAGMA query_only = ON") }
        // Opens the log and its index too, which SQLite otherwise does by name when they are first needed.
        if isTemporary { try executeScript("SELECT count(*) FROM sqlite_master") }
        timer.attach(to: handle)
    }

    private func setLockLimit(_ limit: Duration) {
        sqlite3_busy_timeout(handle, Int32(clamping: MonotonicTime.nanoseconds(limit) / 1_000_000))
    }

    /// Whether a transaction is open. SQLite ends one by itself after some errors, such as a full disk.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    func error(_ result: Int32, isPreparing: Bool = false) -> DatabaseError {
        SQLiteError.last(handle, result: result, isPreparing: isPreparing)
    }

    func query(_ sql: SQL) throws(DatabaseError) -> [Row] {
        let statement = try start(sql)
        defer { statement.reset() }
        var columns = 0
        var cells: [SQLValue] = []
        var count = 0
        while try statement.step() {
            // Only now is it sure: the first step prepares the statement again if the schema has changed.
            columns = statement.columns
            count += 1
            for column in 0..<Int32(columns) { cells.append(statement.copyValue(column)) }
        }
        let rows = StoredRows(columns: columns, cells: cells)
        return (0..<count).map { Row(cells: rows, index: $0) }
    }

    func execute(_ sql: SQL) throws(DatabaseError) -> Int {
        let statement = try start(sql)
        defer { statement.reset() }
        while try statement.step() {}
        return sqlite3_stmt_readonly(statement.pointer) != 0 ? 0 : Int(sqlite3_changes64(handle))
    }

    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        let cursor = SQLiteCursor(try start(sql))
        defer { cursor.end() }
        while let row = try cursor.next() { try body(row) }
    }

    private func start(_ sql: SQL) throws(DatabaseError) -> SQLiteStatement {
        try faults?(.statement)
        let statement = try prepared(sql.text)
        timer.start()
        do {
            try statement.bind(sql.values)
        } catch {
            statement.reset()
            throw error
        }
        return statement
    }

    private func prepared(_ text: String) throws(DatabaseError) -> SQLiteStatement {
        if let statement = statements.value(for: text), !statement.isRunning { return statement }
        var pointer: OpaquePointer?
        let result = sqlite3_prepare_v3(handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
        guard result == SQLITE_OK, let pointer else {
            throw result == SQLITE_OK ? .misuse(.statement("the statement is empty")) : error(result, isPreparing: true)
        }
        let statement = SQLiteStatement(pointer, connection: self)
        _ = statements.insert(statement, for: text)
        return statement
    }

    func executeScript(_ script: String) throws(DatabaseError) {
        timer.stop()
        let result = sqlite3_exec(handle, script, nil, nil, nil)
        guard result == SQLITE_OK else { throw error(result, isPreparing: true) }
    }

    /// The copy is taken from one snapshot, in defragmented form; other connections go on meanwhile.
    func copyDatabase(to path: String) throws(DatabaseError) {
        timer.stop()
        let statement = try prepared("VACUUM INTO $1")
        defer { statement.reset() }
        try statement.bind([.text(path)])
        _ = try statement.step()
    }

    private func control(_ text: String) throws(DatabaseError) {
        timer.stop()
        let statement = try prepared(text)
        defer { statement.reset() }
        _ = try statement.step()
    }

    func beginRead() throws(DatabaseError) {
        try faults?(.begin)
        try control("BEGIN DEFERRED")
    }

    /// Takes the write lock at once, so that no later statement can find that another process wrote meanwhile.
    func beginWrite() throws(DatabaseError) {
        try faults?(.begin)
        try control("BEGIN IMMEDIATE")
    }

    func commit() throws(DatabaseError) {
        try faults?(.commit)
        try control("COMMIT")
    }

    func rollBack() {
        guard isInTransaction else { return }
        try? control("ROLLBACK")
    }

    func setSavepoint(_ depth: Int) throws(DatabaseError) {
        try faults?(.statement)
        try control("SAVEPOINT s\(depth)")
    }

    func releaseSavepoint(_ depth: Int) throws(DatabaseError) { try control("RELEASE s\(depth)") }

    func rollBackToSavepoint(_ depth: Int) throws(DatabaseError) {
        guard isInTransaction else { throw .full }
        try control("ROLLBACK TO s\(depth)")
        try control("RELEASE s\(depth)")
    }

    /// Pages in the log that may still have to move to the database.
    var logPages: Int { log.pages }

    /// Moves pages from the log to the database; `waiting` also waits a moment for readers, and empties the log.
    func checkpoint(waiting: Bool) {
        if waiting { setLockLimit(.milliseconds(200)) }
        defer { if waiting { setLockLimit(lockLimit) } }
        let mode = waiting ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        var inLog: Int32 = 0
        var moved: Int32 = 0
        let result = sqlite3_wal_checkpoint_v2(handle, nil, mode, &inLog, &moved)
        if result == SQLITE_OK, inLog == moved { log.pages = 0 }
    }
}
