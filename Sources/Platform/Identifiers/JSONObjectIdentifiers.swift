import JSON

extension JSONObject {
    /// An identifier in its lower-case text form.
    public mutating func identifier(_ field: String) throws(JSONFieldError) -> Identifier {
        try Self.identifier(try value(field), name(field))
    }

    /// The same, or nil.
    public mutating func optionalIdentifier(_ field: String) throws(JSONFieldError) -> Identifier? {
        guard let value = optionalValue(field) else { return nil }
        return try Self.identifier(value, name(field))
    }

    /// At most `max` identifiers.
    public mutating func identifiers(_ field: String, max: Int) throws(JSONFieldError) -> [Identifier] {
        var identifiers: [Identifier] = []
        for (place, element) in try array(field, max: max).enumerated() {
            identifiers.append(try Self.identifier(element, "\(name(field))[\(place)]"))
        }
        return identifiers
    }

    private static func identifier(_ value: JSON, _ name: String) throws(JSONFieldError) -> Identifier {
        guard let text = value.stringValue else { throw .wrongType(name, expected: "an identifier") }
        guard let identifier = Identifier(text) else { throw .invalid(name) }
        return identifier
    }
}

extension JSONWriter {
    /// The name of a member that is an identifier, for objects that map identifiers to something.
    public mutating func key(_ identifier: Identifier) {
        key(identifier.text)
    }
}
