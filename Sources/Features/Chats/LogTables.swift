import Database

/// Where the rows of one kind stand in the change log of a space.
struct LogSource {
    let rows: SQL
    let bytes: StaticString

    /// - Parameters:
    ///   - rows: what stands after `FROM`, with a condition.
    ///   - bytes: how much sealed text a row holds.
    init(_ rows: SQL, bytes: StaticString) {
        self.rows = rows
        self.bytes = bytes
    }
}

/// A row of the change log, before it is read.
struct LogEntry {
    let version: Int64
    /// How much sealed text it holds.
    let bytes: Int
}

/// The SQL of the change log: what there is and how much, so that no text is read that is not sent.
enum LogTables {
    /// The entries of one kind with `after < version <= upTo`, in the order of versions.
    static func entries(
        of source: LogSource, after: Int64, upTo: Int64, limit: Int, in connection: Connection
    ) throws -> [LogEntry] {
        try connection.query(
            """
            SELECT version, \(literal: source.bytes) FROM \(part: source.rows) AND version > \(after) AND version <= \(upTo)
            ORDER BY version LIMIT \(limit)
            """
        ).map { LogEntry(version: try $0.int(0), bytes: Int(try $0.int(1))) }
    }
}
