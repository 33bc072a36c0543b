/// What can go wrong between a service and its database. No case carries a stored value or a statement with values.
public enum DatabaseError: Error, Sendable, Equatable {
    /// Another transaction held what this one needed, for longer than the wait allowed or more often than the retries
    /// allowed. Nothing was changed; the same call may succeed later.
    case busy
    /// The queue in front of the database is full. Nothing was changed; the call may be made again later.
    case overloaded
    /// The disk, or the limit set for the database, is full. Nothing was changed.
    case full
    /// The file is damaged or is not a database.
    case corrupt
    /// A rule of the schema refused the change. Nothing was changed.
    case constraint(ConstraintKind, name: String)
    /// The server could not be reached, or went away before the commit was sent. Nothing was changed.
    case connectionLost
    /// The connection or the disk failed while the commit was under way: the change may be there or not. A mutation that can be
    /// repeated without a second effect is simply sent again.
    case commitUnknown
    /// A statement ran longer than its limit and was stopped. Nothing was changed.
    case timedOut
    /// Reading or writing the file failed; the number is SQLite's extended result code.
    case inputOutput(code: Int)
    /// The database was closed.
    case closed
    /// The database could not be opened or reached when the program started.
    case cannotOpen(OpenFailure)
    /// The migrations and the database do not fit together.
    case migration(MigrationError)
    /// The program used the database wrongly: a fault of the code, never of its input.
    case misuse(Misuse)

    /// Whether the same call, made again unchanged after a pause, may succeed.
    public var isRetryable: Bool {
        switch self {
        case .busy, .overloaded, .connectionLost, .commitUnknown, .timedOut: true
        default: false
        }
    }
}

/// The kind of rule that refused a change.
public enum ConstraintKind: Sendable, Equatable {
    /// A primary key or unique index has the value already.
    case unique
    /// The row that is referred to is missing, or one that is referred to would go.
    case foreignKey
    /// A value is missing.
    case notNull
    /// A `CHECK` is false.
    case check
    /// Any other rule, such as a trigger's.
    case other
}

/// Why a database could not be opened.
public enum OpenFailure: Error, Sendable, Equatable {
    /// The folder is missing, or access is denied. The path is the operator's own.
    case path(String)
    /// The `postgres://` address cannot be read.
    case address
    /// The server does not answer at the address.
    case unreachable
    /// The server refuses the user, the password or the database's name.
    case refused
    /// A newer or an older format than this program's engine reads.
    case unsupported
}

/// A fault in the code that calls the database.
public enum Misuse: Error, Sendable, Equatable {
    /// The engine does not understand the statement. The text is the engine's about the program's own words; values are bound
    /// apart from them and cannot occur in it.
    case statement(String)
    /// A column was read as another type than it has.
    case columnType(column: Int)
    /// There is no such column.
    case columnMissing(column: Int)
    /// A row was used after the iteration had gone on.
    case staleRow
    /// A change was made in a `read`.
    case changeInRead
    /// A second statement was run inside the body of `forEach`.
    case statementInsideForEach
    /// A text holds U+0000, which PostgreSQL cannot store.
    case nulInText
    /// The engine refused for a reason that has no name here; the code is SQLite's number or PostgreSQL's SQLSTATE.
    case refused(code: String)
}
