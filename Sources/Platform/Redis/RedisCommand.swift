/// A command as it goes over the wire: a list of strings.
public struct RedisCommand: Sendable, Equatable {
    /// The bytes that are sent.
    let encoded: [UInt8]

    /// A command from its words.
    public init(_ words: RedisWord...) {
        self.init(words)
    }

    /// A command from its words.
    public init(_ words: [RedisWord]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(words.reduce(16) { $0 + $1.bytes.count + 16 })
        bytes.append(UInt8(ascii: "*"))
        bytes.append(contentsOf: String(words.count).utf8)
        bytes.append(contentsOf: [13, 10])
        for word in words {
            bytes.append(UInt8(ascii: "$"))
            bytes.append(contentsOf: String(word.bytes.count).utf8)
            bytes.append(contentsOf: [13, 10])
            bytes.append(contentsOf: word.bytes)
            bytes.append(contentsOf: [13, 10])
        }
        encoded = bytes
    }
}

/// One word of a command: any bytes.
public struct RedisWord: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    let bytes: [UInt8]

    /// Bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// A text in UTF-8.
    public init(_ text: String) { bytes = Array(text.utf8) }

    /// A number in digits.
    public init(_ number: some BinaryInteger) { bytes = Array(String(number).utf8) }

    /// A literal text.
    public init(stringLiteral value: StaticString) { bytes = Array(value.description.utf8) }

    /// A literal number.
    public init(integerLiteral value: Int64) { self.init(value) }
}
