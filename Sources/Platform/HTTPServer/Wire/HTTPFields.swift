/// The header fields of a message, in order, with names in lower case (RFC 9110, 5).
///
/// A list and not a dictionary: a message has about ten fields, and some names (`set-cookie`) stand for themselves several times.
public struct HTTPFields: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// One field: its lower-case name and its value without surrounding white space.
    public struct Field: Sendable, Equatable {
        /// The name in lower case.
        public let name: String
        /// The value; never holds a line break or another control character but the tab.
        public let value: String
    }

    /// The fields in the order in which they were added.
    public private(set) var fields: [Field] = []

    /// Makes an empty list.
    public init() {}

    /// Makes a list from a literal; names may be in any case.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    /// The value of the first field with this name (any case), or nil. Setting replaces every field of that name.
    public subscript(name: String) -> String? {
        get {
            let wanted = Self.lowered(name)
            for field in fields where field.name == wanted { return field.value }
            return nil
        }
        set {
            let wanted = Self.lowered(name)
            fields.removeAll { $0.name == wanted }
            if let newValue { add(wanted, newValue) }
        }
    }

    /// Every value under this name (any case), in order.
    public func all(_ name: String) -> [String] {
        let wanted = Self.lowered(name)
        return fields.filter { $0.name == wanted }.map(\.value)
    }

    /// Adds a field after those that are there. A name that is no token is left out; control characters in a value become spaces,
    /// so that no value can start a header line of its own (response splitting).
    public mutating func add(_ name: String, _ value: String) {
        guard !name.isEmpty, name.utf8.allSatisfy(Bytes.isToken) else { return }
        fields.append(Field(name: Self.lowered(name), value: Self.cleaned(value)))
    }

    /// Adds a field that the parser has already checked and lowered.
    mutating func append(checkedName name: String, value: String) {
        fields.append(Field(name: name, value: value))
    }

    mutating func reserve(_ count: Int) { fields.reserveCapacity(count) }

    private static func lowered(_ name: String) -> String {
        name.utf8.contains { $0 >= 0x41 && $0 <= 0x5A } ? String(decoding: name.utf8.map(Bytes.lowered), as: UTF8.self) : name
    }

    private static func cleaned(_ value: String) -> String {
        guard value.utf8.contains(where: Bytes.isForbiddenInValue) else { return value }
        return String(decoding: value.utf8.map { Bytes.isForbiddenInValue($0) ? 0x20 : $0 }, as: UTF8.self)
    }
}
