/// What a statement's placeholder is filled with: the five kinds of value that both engines store alike.
public enum SQLValue: Sendable, Equatable {
    /// No value.
    case null
    /// A `BIGINT`; booleans are stored as 0 and 1.
    case int(Int64)
    /// A `DOUBLE PRECISION`.
    case double(Double)
    /// A `TEXT`. It must not hold U+0000, which PostgreSQL cannot store.
    case text(String)
    /// A `BYTEA`.
    case blob([UInt8])
}

/// A type whose values can stand in a ``SQL`` interpolation, such as an identifier or a time.
public protocol SQLBindable {
    /// The value as it is stored.
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable {
    /// The value as it is stored.
    public var sqlValue: SQLValue { self }
}

extension Int64: SQLBindable {
    /// The value as it is stored.
    public var sqlValue: SQLValue { .int(self) }
}

extension Int: SQLBindable {
    /// The value as it is stored.
    public var sqlValue: SQLValue { .int(Int64(self)) }
}

extension Bool: SQLBindable {
    /// The value as it is stored.
    public var sqlValue: SQLValue { .int(self ? 1 : 0) }
}

extension Double: SQLBindable {
    /// The value as it is stored.
    public var sqlValue: SQLValue { .double(self) }
}

extension String: SQLBindable {
    /// The value as it is stored.
    public var sqlValue: SQLValue { .text(self) }
}

extension [UInt8]: SQLBindable {
    /// The value as it is stored.
    public var sqlValue: SQLValue { .blob(self) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    /// The value as it is stored.
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
