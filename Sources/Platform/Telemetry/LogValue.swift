import Identifiers

/// What may stand in a log line. A text that is not written in the source needs `.public`, where a reviewer sees it: what users write,
/// file names, addresses with queries and provider answers are never public. A `Secret` fits no case.
public enum LogValue: Sendable {
    /// A whole number.
    case int(Int)
    /// A number.
    case double(Double)
    /// A truth value.
    case bool(Bool)
    /// The name of a row.
    case id(Identifier)
    /// The name of a request.
    case request(RequestID)
    /// A word of the source.
    case code(StaticString)
    /// A length of time; written in milliseconds.
    case duration(Duration)
    /// A text that anyone who reads the log may see. Cut at 1,000 bytes.
    case `public`(String)
    /// The type of an error, and for enums without payload its case; never its payload.
    case error(any Error)
    /// Nothing.
    case none

    /// An identifier, or nothing.
    public static func id(_ identifier: Identifier?) -> LogValue {
        identifier.map { .id($0) } ?? .none
    }
}

extension LogValue: ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral {
    /// A whole number of the source.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// A truth value of the source.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A word of the source; text put together at run time does not fit.
    public init(stringLiteral value: StaticString) { self = .code(value) }
}
