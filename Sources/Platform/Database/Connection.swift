/// A transaction's view of the database, lent to the body of `read` or `write`.
///
/// It is not `Sendable`: it belongs to its engine's thread and cannot leave the body. A statement that fails fails the whole body,
/// even if the error is caught, since PostgreSQL goes on with nothing after an error; what may fail is put into
/// ``attempt(_:)``.
public final class Connection {
    private let engine: any EngineConnection
    private var isIterating = false
    private var depth = 0
    /// The first error of a statement that no ``attempt(_:)`` has undone.
    private(set) var failure: DatabaseError?

    init(_ engine: any EngineConnection) {
        self.engine = engine
    }

    /// Which engine runs the statements, for the rare one that has to differ.
    public var dialect: Dialect { engine.dialect }

    /// All rows of a `SELECT`, or of a change with `RETURNING`, copied.
    public func query(_ sql: SQL) throws(DatabaseError) -> [Row] {
        try run { () throws(DatabaseError) in try engine.query(sql) }
    }

    /// The first row, or nil.
    public func first(_ sql: SQL) throws(DatabaseError) -> Row? {
        try query(sql).first
    }

    /// Runs a change and says how many rows it touched.
    @discardableResult
    public func execute(_ sql: SQL) throws(DatabaseError) -> Int {
        try run { () throws(DatabaseError) in try engine.execute(sql) }
    }

    /// Calls `body` with each row as it comes, without holding them all. The row is valid only inside `body`, in which no
    /// other statement can run. An error of `body` ends the iteration and is passed on.
    public func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try checkUse()
        isIterating = true
        defer { isIterating = false }
        do {
            try engine.forEach(sql, body)
        } catch let error as DatabaseError {
            note(error)
            throw error
        }
    }

    /// Runs `body` so that an error of it undoes what it changed and leaves the rest of the transaction as it was.
    @discardableResult
    public func attempt<Result>(_ body: () throws -> Result) throws -> Result {
        try checkUse()
        depth += 1
        defer { depth -= 1 }
        let before = failure
        try run { () throws(DatabaseError) in try engine.setSavepoint(depth) }
        do {
            let result = try body()
            if let failure { throw failure }
            try run { () throws(DatabaseError) in try engine.releaseSavepoint(depth) }
            return result
        } catch {
            failure = before
            try run { () throws(DatabaseError) in try engine.rollBackToSavepoint(depth) }
            throw error
        }
    }

    /// Runs a migration's statements, one after the other and without a time limit.
    func executeScript(_ script: String) throws(DatabaseError) {
        try run { () throws(DatabaseError) in try engine.executeScript(script) }
    }

    /// Copies the whole database into a new file.
    func copyDatabase(to path: String) throws(DatabaseError) {
        try run { () throws(DatabaseError) in try engine.copyDatabase(to: path) }
    }

    private func run<Result>(_ operation: () throws(DatabaseError) -> Result) throws(DatabaseError) -> Result {
        try checkUse()
        do {
            return try operation()
        } catch {
            note(error)
            throw error
        }
    }

    private func checkUse() throws(DatabaseError) {
        if isIterating { throw .misuse(.statementInsideForEach) }
        if let failure { throw failure }
    }

    private func note(_ error: DatabaseError) {
        if failure == nil { failure = error }
    }
}

/// The engine behind a connection.
public enum Dialect: Sendable, Equatable {
    /// SQLite, in one process.
    case sqlite
    /// PostgreSQL.
    case postgres
}

/// What an engine does for a ``Connection``.
protocol EngineConnection: AnyObject {
    var dialect: Dialect { get }
    func query(_ sql: SQL) throws(DatabaseError) -> [Row]
    func execute(_ sql: SQL) throws(DatabaseError) -> Int
    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws
    /// Runs the statements of a migration, one after the other.
    func executeScript(_ script: String) throws(DatabaseError)
    func copyDatabase(to path: String) throws(DatabaseError)
    func setSavepoint(_ depth: Int) throws(DatabaseError)
    func releaseSavepoint(_ depth: Int) throws(DatabaseError)
    func rollBackToSavepoint(_ depth: Int) throws(DatabaseError)
}
