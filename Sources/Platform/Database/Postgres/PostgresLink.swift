import CPostgres
import Glibc

/// One connection to a server, in pipeline mode: commands are sent together and their answers read together, so that what
/// belongs together costs one round trip. Made, used and closed on one thread.
final class PostgresLink {
    /// A command of a pipeline.
    enum Command {
        /// Words without values.
        case plain(String)
        /// Makes the server prepare a statement under a name.
        case prepare(name: String, text: String, types: [UInt32])
        /// Runs a prepared statement.
        case run(name: String, PostgresParameters)
    }

    private let handle: OpaquePointer

    /// Connects; blocks until that succeeds or fails.
    init(url: String, options: DatabaseOptions) throws(DatabaseError) {
        // What stands before the address are defaults that it may override, what stands after it is fixed.
        let settings: [(String, String)] = [
            ("application_name", "parlance"), ("connect_timeout", "5"), ("keepalives_idle", "10"), ("keepalives_interval", "5"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "30000"), ("dbname", url), ("client_encoding", "UTF8"),
        ]
        let names = settings.map { strdup($0.0) }
        let values = settings.map { strdup($0.1) }
        defer { for text in names + values { free(text) } }
        let opened = PQconnectdbParams(
            names.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
        guard let opened else { throw .overloaded }
        guard PQstatus(opened) == CONNECTION_OK else {
            defer { PQfinish(opened) }
            throw PostgresLink.openFailure(opened)
        }
        handle = opened
        // Notices would go to the standard error stream.
        _ = PQsetNoticeReceiver(opened, { _, _ in }, nil)
        let milliseconds = { (limit: Duration) in MonotonicTime.nanoseconds(limit) / 1_000_000 }
        try runScript(
            """
            SET statement_timeout = \(milliseconds(options.statementLimit));
            SET lock_timeout = \(milliseconds(options.lockLimit));
            SET idle_in_transaction_session_timeout = 60000
            """)
    }

    deinit {
        PQfinish(handle)
    }

    /// libpq has no code for why it could not connect, so its English text has to do: a server's refusal begins with "FATAL".
    private static func openFailure(_ handle: OpaquePointer) -> DatabaseError {
        let message = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        if message.contains("starting up") || message.contains("shutting down") || message.contains("too many") {
            return .cannotOpen(.unreachable)
        }
        if message.contains("FATAL") || message.contains("password") { return .cannotOpen(.refused) }
        return .cannotOpen(.unreachable)
    }

    var isLost: Bool { PQstatus(handle) != CONNECTION_OK }

    /// Sends the commands and a synchronisation point.
    func send(_ commands: [Command]) throws(DatabaseError) {
        for command in commands {
            guard send(command) == 1 else { throw .connectionLost }
        }
        guard PQpipelineSync(handle) == 1 else { throw .connectionLost }
    }

    private func send(_ command: Command) -> Int32 {
        switch command {
        case .plain(let text):
            PQsendQueryParams(handle, text, 0, nil, nil, nil, nil, 1)
        case .prepare(let name, let text, let types):
            PQsendPrepare(handle, name, text, Int32(types.count), types)
        case .run(let name, let parameters):
            parameters.withArrays { values, lengths, formats in
                PQsendQueryPrepared(handle, name, Int32(parameters.types.count), values, lengths, formats, 1)
            }
        }
    }

    /// Asks for the next answer row by row.
    func askForSingleRows() {
        _ = PQsetSingleRowMode(handle)
    }

    /// The next part of the answer to the current command; nil at its end.
    func nextResult() throws(DatabaseError) -> PostgresResult? {
        guard let pointer = PQgetResult(handle) else {
            if isLost { throw .connectionLost }
            return nil
        }
        let result = PostgresResult(pointer)
        if result.status == PGRES_FATAL_ERROR, isLost { throw .connectionLost }
        return result
    }

    /// Reads up to the synchronisation point.
    func finish() throws(DatabaseError) {
        while true {
            // Between the answers of two commands stands an end, which is nil.
            if let result = try nextResult(), result.status == PGRES_PIPELINE_SYNC { return }
        }
    }

    /// Runs several statements, outside of pipelines.
    func runScript(_ script: String) throws(DatabaseError) {
        if PQpipelineStatus(handle) == PQ_PIPELINE_ON, PQexitPipelineMode(handle) != 1 { throw .connectionLost }
        guard let pointer = PQexec(handle, script) else { throw .connectionLost }
        let result = PostgresResult(pointer)
        if isLost { throw .connectionLost }
        guard PQenterPipelineMode(handle) == 1 else { throw .connectionLost }
        if result.status == PGRES_FATAL_ERROR { throw PostgresError.of(result.pointer, isPreparing: true) }
    }
}
