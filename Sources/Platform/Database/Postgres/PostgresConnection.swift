import CPostgres

/// A connection to PostgreSQL as a ``Connection`` uses it: transactions, and statements that are prepared once. Confined to
/// one thread.
final class PostgresConnection: EngineConnection {
    /// What a transaction is begun with.
    enum Mode: String {
        /// A snapshot for all statements of the body.
        case read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case write = "BEGIN ISOLATION LEVEL READ COMMITTED"
    }

    private static let cachedStatements = 128

    let dialect = Dialect.postgres
    private let link: PostgresLink
    private let faults: FaultInjection?
    /// Names of prepared statements by their text and the types of their values.
    private var statements = LeastRecentlyUsed<String>(capacity: PostgresConnection.cachedStatements)
    private var statementCount = 0
    /// Statements that the server is to forget with the next beginning: in a transaction that has failed it would refuse to, and skip what
    /// is sent along.
    private var forgotten: [String] = []
    /// A beginning that is sent along with the first statement.
    private var unsentBegin: Mode?
    private var isInTransaction = false

    init(url: String, options: DatabaseOptions) throws(DatabaseError) {
        link = try PostgresLink(url: url, options: options)
        faults = options.faults
    }

    var isLost: Bool { link.isLost }

    func query(_ sql: SQL) throws(DatabaseError) -> [Row] {
        try run(sql).rows
    }

    func execute(_ sql: SQL) throws(DatabaseError) -> Int {
        let result = try run(sql)
        return result.status == PGRES_TUPLES_OK && PQcmdStatus(result.pointer)?.pointee == CChar(UInt8(ascii: "S"))
            ? 0 : result.touchedRows
    }

    func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        var failure: (any Error)?
        try exchange(sql) { result in
            defer { result.end() }
            for row in result.rows where failure == nil {
                do { try body(row) } catch { failure = error }
            }
        }
        if let failure { throw failure }
    }

    private func run(_ sql: SQL) throws(DatabaseError) -> PostgresResult {
        var answer: PostgresResult?
        try exchange(sql, isWhole: true) { answer = $0 }
        guard let answer else { throw .connectionLost }
        return answer
    }

    /// Sends a statement, with whatever has to go before it, and reads its answer.
    private func exchange(_ sql: SQL, isWhole: Bool = false, _ receive: (PostgresResult) -> Void) throws(DatabaseError) {
        try faults?(.statement)
        let parameters = try PostgresParameters(sql.values)
        let text = sql.text
        let key = text + parameters.signature
        var commands = startCommands()
        let known = statements.value(for: key)
        let name: String
        if let known {
            name = known
        } else {
            statementCount += 1
            name = "s\(statementCount)"
            commands.append(.prepare(name: name, text: text, types: parameters.types))
        }
        try link.send(commands + [.run(name: name, parameters)])
        try readAnswers(before: commands)
        if known == nil, let evicted = statements.insert(name, for: key) { forgotten.append(evicted) }
        if !isWhole { link.askForSingleRows() }
        var failure: DatabaseError?
        while let result = try link.nextResult() {
            switch result.status {
            case PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_COMMAND_OK: receive(result)
            default: failure = failure ?? PostgresError.of(result.pointer, isPreparing: false)
            }
        }
        try link.finish()
        if let failure { throw failure }
    }

    private func startCommands() -> [PostgresLink.Command] {
        guard let mode = unsentBegin else { return [] }
        unsentBegin = nil
        isInTransaction = true
        defer { forgotten = [] }
        return [.plain(mode.rawValue)] + forgotten.map { .plain("DEALLOCATE \($0)") }
    }

    /// Reads the answers to the commands in front of the statement. After an error the server skips the rest.
    private func readAnswers(before commands: [PostgresLink.Command]) throws(DatabaseError) {
        for command in commands {
            var failure: DatabaseError?
            while let result = try link.nextResult() {
                guard result.status != PGRES_COMMAND_OK else { continue }
                let isPreparing = if case .prepare = command { true } else { false }
                failure = PostgresError.of(result.pointer, isPreparing: isPreparing)
            }
            if let failure {
                try link.finish()
                throw failure
            }
        }
    }

    /// Runs one command and returns the first word of the server's confirmation.
    @discardableResult
    private func control(_ text: String) throws(DatabaseError) -> String {
        let commands = startCommands() + [.plain(text)]
        try link.send(commands)
        try readAnswers(before: Array(commands.dropLast()))
        var failure: DatabaseError?
        var confirmation = ""
        while let result = try link.nextResult() {
            if result.status == PGRES_COMMAND_OK {
                confirmation = PQcmdStatus(result.pointer).map { String(cString: $0) } ?? ""
            } else {
                failure = failure ?? PostgresError.of(result.pointer, isPreparing: false)
            }
        }
        try link.finish()
        if let failure { throw failure }
        return confirmation
    }

    func executeScript(_ script: String) throws(DatabaseError) {
        try control("SET LOCAL statement_timeout = 0")
        try control("SET LOCAL lock_timeout = 0")
        try link.runScript(script)
    }

    func copyDatabase(to path: String) throws(DatabaseError) {
        throw .misuse(.refused(code: "0A000"))
    }

    func setSavepoint(_ depth: Int) throws(DatabaseError) {
        try faults?(.statement)
        try control("SAVEPOINT s\(depth)")
    }

    func releaseSavepoint(_ depth: Int) throws(DatabaseError) { try control("RELEASE s\(depth)") }

    func rollBackToSavepoint(_ depth: Int) throws(DatabaseError) {
        try control("ROLLBACK TO s\(depth)")
        try control("RELEASE s\(depth)")
    }

    func begin(_ mode: Mode) throws(DatabaseError) {
        try faults?(.begin)
        unsentBegin = mode
    }

    /// Ends the transaction. An error that the server reports means that nothing was changed; a connection that is lost
    /// meanwhile leaves that open.
    func commit() throws(DatabaseError) {
        try faults?(.commit)
        guard isInTransaction else {
            unsentBegin = nil
            return
        }
        do throws(DatabaseError) {
            let confirmation = try control("COMMIT")
            isInTransaction = false
            // What the server answers to the commit of a transaction in which a statement had failed.
            if confirmation == "ROLLBACK" { throw .misuse(.refused(code: "25P02")) }
        } catch {
            if link.isLost || error == .connectionLost { throw .commitUnknown }
            throw error
        }
    }

    /// Undoes the transaction if one is open; false if the connection is of no more use.
    func rollBack() -> Bool {
        unsentBegin = nil
        guard isInTransaction else { return !link.isLost }
        isInTransaction = false
        return (try? control("ROLLBACK")) != nil
    }

    /// Makes the server and this connection forget all prepared statements.
    func forgetStatements() -> Bool {
        statements.removeAll()
        forgotten = []
        return (try? control("DEALLOCATE ALL")) != nil
    }
}
