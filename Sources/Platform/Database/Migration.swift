import Crypto

/// One step of the schema: a file of SQL in a feature's folder, applied once, in one transaction, and never changed afterwards.
///
/// Written in what both engines read: `TEXT`, `BIGINT`, `BYTEA`, `DOUBLE PRECISION`, keys, indexes and checks.
public struct Migration: Sendable, Equatable {
    /// `feature/0001_subject`; it is recorded in the database.
    public let name: String
    /// The statements, each ended by a semicolon.
    public let sql: String

    /// A step from the content of its file.
    ///
    /// - Parameters:
    ///   - feature: the folder's name in the record, such as `chats`.
    ///   - file: the file's name without `.sql`: four digits, an underscore and the subject. A feature's first is `0001`, and no
    ///     number is left out.
    ///   - content: the file, as `PackageResources` of the feature's target carries it.
    public init(feature: StaticString, file: StaticString, content: [UInt8]) {
        self.init(name: "\(feature)/\(file)", sql: String(decoding: content, as: UTF8.self))
    }

    init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }

    /// SHA-256 of the statements in lower-case hexadecimal digits; the record of what was applied.
    var checksum: String {
        var text = ""
        for byte in SHA256.hash(data: Array(sql.utf8)) {
            text += String(byte >> 4, radix: 16)
            text += String(byte & 15, radix: 16)
        }
        return text
    }
}

/// Why the migrations and a database do not fit together.
public enum MigrationError: Error, Sendable, Equatable {
    /// The database was written by a newer version of the program, which applied this step.
    case newerDatabase(name: String)
    /// The file of this step is not the one that was applied.
    case changed(name: String)
    /// Steps are missing, doubled, out of order or named otherwise than `feature/0001_subject`.
    case order(name: String)
    /// This step failed; the database is as it was before it.
    case failed(name: String, reason: String)
    /// The copy that is made before the first step could not be made, so nothing was changed.
    case backup
}
