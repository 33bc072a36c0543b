import Database
import Identifiers

/// One transaction that changes rows of a space, from the inside: what a feature needs to write its rows.
///
/// Every row that is written carries ``version``; that is all it takes for every device to learn of it.
public struct SpaceChange {
    /// The open transaction.
    public let connection: Connection
    /// The space whose rows are changed.
    public let space: Identifier
    /// The number of this transaction; stamp it on every row that it writes.
    public let version: Int64
    /// The keys of the space.
    public let keys: SpaceKeyset
    /// When it happens.
    public let now: Timestamp

    /// Leaves a mark that a row is gone for ever.
    ///
    /// - Parameters:
    ///   - kind: what it was, `chat` or `message`.
    ///   - id: the row's identifier.
    public func leaveTombstone(kind: String, id: Identifier) throws {
        try connection.execute(
            """
            INSERT INTO tombstones (space_id, version, kind, id, created_at)
            VALUES (\(space), \(version), \(kind), \(id), \(now))
            """)
    }
}

/// What came of a change.
public enum ChangeOutcome<Value: Sendable>: Sendable {
    /// It was committed as this version.
    case made(Value, version: Int64)
    /// The same mutation had been committed before, as this version; nothing was done.
    case repeated(version: Int64)

    /// The version of the transaction that holds the effect.
    public var version: Int64 {
        switch self {
        case .made(_, let version), .repeated(let version): version
        }
    }
}
