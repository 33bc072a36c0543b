import Database
import Identifiers

extension Identifier: SQLBindable {
    /// As a column holds it: its text.
    public var sqlValue: SQLValue { .text(text) }
}

extension Timestamp: SQLBindable {
    /// As a column holds it: milliseconds since 1970.
    public var sqlValue: SQLValue { .int(milliseconds) }
}

extension Row {
    /// The identifier in a column.
    public func identifier(_ column: Int) throws(DatabaseError) -> Identifier {
        guard let identifier = Identifier(try text(column)) else { throw .corrupt }
        return identifier
    }

    /// The identifier in a column that may be null.
    public func optionalIdentifier(_ column: Int) throws(DatabaseError) -> Identifier? {
        try isNull(column) ? nil : identifier(column)
    }

    /// The moment in a column.
    public func timestamp(_ column: Int) throws(DatabaseError) -> Timestamp {
        Timestamp(milliseconds: try int(column))
    }

    /// The moment in a column that may be null.
    public func optionalTimestamp(_ column: Int) throws(DatabaseError) -> Timestamp? {
        try isNull(column) ? nil : timestamp(column)
    }
}
