extension JSONWriter {
    /// A member that is a string, or `null`.
    public mutating func field(_ name: String, _ value: String?) {
        key(name)
        if let value { self.value(value) } else { null() }
    }

    /// A member that is an integer, or `null`.
    public mutating func field(_ name: String, _ value: Int64?) {
        key(name)
        if let value { self.value(value) } else { null() }
    }

    /// A member that is an integer, or `null`.
    public mutating func field(_ name: String, _ value: Int?) {
        key(name)
        if let value { self.value(Int64(value)) } else { null() }
    }

    /// A member that is a number, or `null`.
    public mutating func field(_ name: String, _ value: Double?) {
        key(name)
        if let value { self.value(value) } else { null() }
    }

    /// A member that is a truth value, or `null`.
    public mutating func field(_ name: String, _ value: Bool?) {
        key(name)
        if let value { self.value(value) } else { null() }
    }

    /// A member that writes itself, or `null`.
    public mutating func field<Value: JSONWritable>(_ name: String, _ value: Value?) {
        key(name)
        if let value { value.write(into: &self) } else { null() }
    }

    /// A member that is a string given as UTF-8 that the caller knows to be valid.
    public mutating func field(_ name: String, utf8 text: [UInt8]) {
        key(name)
        value(utf8: text)
    }

    /// The same from memory that the caller lends.
    public mutating func field(_ name: String, utf8 text: UnsafeBufferPointer<UInt8>) {
        key(name)
        value(utf8: text)
    }

    /// A member that is `null`.
    public mutating func null(_ name: String) {
        key(name)
        null()
    }

    /// A member that is JSON already.
    public mutating func raw(_ name: String, _ json: [UInt8]) {
        key(name)
        raw(json)
    }
}
