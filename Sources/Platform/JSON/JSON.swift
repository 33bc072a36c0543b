/// A JSON value (RFC 8259), as it stands between bytes on the wire and the types of a feature.
///
/// Integers keep 64 bits: a number written without fraction and exponent that fits is `int`; every other is a finite `double`.
/// Equality of objects does not look at the order of their members.
public enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSON])
    case object(JSONMembers)

    /// How deep arrays and objects may be nested: a value at the top has depth 0, and 64 brackets may be open at once.
    public static let maximumDepth = 64

    /// Reads exactly one value, with white space around it allowed and nothing else.
    ///
    /// Strict: no byte order mark, no comments, no trailing commas, no duplicate keys, no lone surrogates, UTF-8 checked.
    /// The size of the input is the caller's to limit.
    public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
        var parser = JSONParser(bytes)
        return try parser.document()
    }

    /// Reads one value from text; the rules are those for bytes.
    public static func parse(_ text: String) throws(JSONError) -> JSON {
        try parse([UInt8](text.utf8))
    }

    /// The value as compact UTF-8 bytes, members in their order.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}

extension JSON {
    /// The member of that name when this is an object that has one.
    public subscript(_ key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// The element at that place when this is an array that reaches so far.
    public subscript(_ index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The text when this is a string.
    public var stringValue: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The integer when this is a number with an integral value: `1.0` and `1e2` are integers too, up to 2^53.
    public var intValue: Int64? {
        switch self {
        case .int(let value): value
        case .double(let value) where value.rounded() == value && value.magnitude <= 9_007_199_254_740_992: Int64(value)
        default: nil
        }
    }

    /// The number when this is one.
    public var doubleValue: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The truth value when this is one.
    public var boolValue: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements when this is an array.
    public var arrayValue: [JSON]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    /// The members when this is an object.
    public var objectValue: JSONMembers? {
        guard case .object(let value) = self else { return nil }
        return value
    }
}
