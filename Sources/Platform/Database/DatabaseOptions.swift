/// The limits of a database, with the defaults for a small server.
public struct DatabaseOptions: Sendable {
    /// Reads that may wait for a connection; the next one is refused as ``DatabaseError/overloaded``.
    public var waitingReads = 1_024
    /// Writes that may wait for their turn; the next one is refused as ``DatabaseError/overloaded``.
    public var waitingWrites = 4_096
    /// How long one statement may run. Migrations are exempt.
    public var statementLimit: Duration = .seconds(30)
    /// SQLite: how long to wait for another process's lock. PostgreSQL: how long a call may wait for the server to come back.
    public var lockLimit: Duration = .seconds(5)
    /// SQLite: a group of transactions is committed once it has run for this long, so that those that are done do not wait for many others.
    var groupTime: Duration = .milliseconds(3)
    /// SQLite: the largest the file may become, in pages of 4 KiB; nil for what the disk holds.
    public var pageLimit: Int?
    /// Hears what an operator should know. Called on the database's threads; it must not block.
    public var events: @Sendable (DatabaseEvent) -> Void = { _ in }
    /// Tests make operations fail here; nil costs nothing.
    public var faults: FaultInjection?

    /// The defaults.
    public init() {}
}

/// What a database tells its operator.
public enum DatabaseEvent: Sendable, Equatable {
    /// The server went away; calls wait or fail as ``DatabaseError/connectionLost``.
    case connectionLost
    /// The server is back.
    case connected
    /// A migration was applied.
    case migrated(name: String)
    /// A copy was made before migrating.
    case backedUp(path: String)
    /// Migrations are about to change an existing PostgreSQL database, of which only the operator can make a copy (`pg_dump`).
    case backupLeftToOperator
    /// The write-ahead log could not be emptied and has this many pages: a read runs for very long.
    case logIsLong(pages: Int)
}

/// An operation that a fault can be injected before.
public enum EngineOperation: Sendable, Equatable {
    /// The start of a transaction.
    case begin
    /// A statement.
    case statement
    /// The end of a transaction.
    case commit
}

/// Called before each operation of an engine; throwing makes it fail so. Used to fail the n-th operation, for every n.
public typealias FaultInjection = @Sendable (EngineOperation) throws(DatabaseError) -> Void
