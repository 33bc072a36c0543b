extension JSONObject {
    /// A string of at least `min` and at most `max` bytes of UTF-8. U+0000 is refused, because PostgreSQL cannot hold it in a text.
    public mutating func string(_ field: String, min: Int = 0, max: Int) throws(JSONFieldError) -> String {
        try string(from: try value(field), field, min: min, max: max)
    }

    /// The same, or nil.
    public mutating func optionalString(_ field: String, min: Int = 0, max: Int) throws(JSONFieldError) -> String? {
        guard let value = optionalValue(field) else { return nil }
        return try string(from: value, field, min: min, max: max)
    }

    /// An integer within a range. `1.0` is one; `1.5` is not.
    public mutating func int(_ field: String, in range: ClosedRange<Int64> = Int64.min...Int64.max) throws(JSONFieldError) -> Int64 {
        try int(from: try value(field), field, in: range)
    }

    /// The same, or nil.
    public mutating func optionalInt(
        _ field: String, in range: ClosedRange<Int64> = Int64.min...Int64.max
    ) throws(JSONFieldError) -> Int64? {
        guard let value = optionalValue(field) else { return nil }
        return try int(from: value, field, in: range)
    }

    /// A finite number within a range.
    public mutating func double(
        _ field: String, in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    ) throws(JSONFieldError) -> Double {
        guard let number = try value(field).doubleValue else { throw .wrongType(name(field), expected: "a number") }
        guard range.contains(number) else { throw .invalid(name(field)) }
        return number
    }

    /// The same, or nil.
    public mutating func optionalDouble(
        _ field: String, in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    ) throws(JSONFieldError) -> Double? {
        guard optionalValue(field) != nil else { return nil }
        return try double(field, in: range)
    }

    /// `true` or `false`.
    public mutating func bool(_ field: String) throws(JSONFieldError) -> Bool {
        guard let value = try value(field).boolValue else { throw .wrongType(name(field), expected: "true or false") }
        return value
    }

    /// The same, or nil.
    public mutating func optionalBool(_ field: String) throws(JSONFieldError) -> Bool? {
        guard optionalValue(field) != nil else { return nil }
        return try bool(field)
    }

    /// A reader over the object in a field; its own `finish` is the caller's to call.
    public mutating func object(_ field: String) throws(JSONFieldError) -> JSONObject {
        try JSONObject(try value(field), path: name(field))
    }

    /// The same, or nil.
    public mutating func optionalObject(_ field: String) throws(JSONFieldError) -> JSONObject? {
        guard let value = optionalValue(field) else { return nil }
        return try JSONObject(value, path: name(field))
    }

    /// The elements of an array of at most `max`.
    public mutating func array(_ field: String, max: Int) throws(JSONFieldError) -> [JSON] {
        guard let elements = try value(field).arrayValue else { throw .wrongType(name(field), expected: "an array") }
        guard elements.count <= max else { throw .tooLong(name(field), max: max) }
        return elements
    }

    /// The same, or nil.
    public mutating func optionalArray(_ field: String, max: Int) throws(JSONFieldError) -> [JSON]? {
        guard optionalValue(field) != nil else { return nil }
        return try array(field, max: max)
    }

    /// Readers over an array of at most `max` objects.
    public mutating func objects(_ field: String, max: Int) throws(JSONFieldError) -> [JSONObject] {
        var readers: [JSONObject] = []
        for (place, element) in try array(field, max: max).enumerated() {
            readers.append(try JSONObject(element, path: "\(name(field))[\(place)]"))
        }
        return readers
    }

    /// The members of an object of at most `max`, whose names are data and not fields.
    public mutating func members(_ field: String, max: Int) throws(JSONFieldError) -> JSONMembers {
        guard let members = try value(field).objectValue else { throw .wrongType(name(field), expected: "an object") }
        guard members.count <= max else { throw .tooLong(name(field), max: max) }
        return members
    }

    private func string(from value: JSON, _ field: String, min: Int, max: Int) throws(JSONFieldError) -> String {
        guard let text = value.stringValue else { throw .wrongType(name(field), expected: "a string") }
        guard text.utf8.count <= max else { throw .tooLong(name(field), max: max) }
        guard text.utf8.count >= min, !text.utf8.contains(0) else { throw .invalid(name(field)) }
        return text
    }

    private func int(from value: JSON, _ field: String, in range: ClosedRange<Int64>) throws(JSONFieldError) -> Int64 {
        guard let number = value.intValue else { throw .wrongType(name(field), expected: "an integer") }
        guard range.contains(number) else { throw .invalid(name(field)) }
        return number
    }
}
