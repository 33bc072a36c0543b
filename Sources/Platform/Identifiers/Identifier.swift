import JSON

/// The name of a row: a UUID (RFC 9562), sixteen bytes held in place.
///
/// Text form is the lower-case one with hyphens and no other. Identifiers of version 7 order by the time they were made.
public struct Identifier: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    /// How long the text form is, in bytes.
    public static let textLength = 36

    /// The identifier with those 128 bits, the first eight bytes in `high`.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads the text form: 36 characters, lower case, hyphens in their places; of any version and variant.
    public init?(_ text: some StringProtocol) {
        let words =
            text.utf8.withContiguousStorageIfAvailable(IdentifierText.parse)
            ?? Array(text.utf8).withUnsafeBufferPointer(IdentifierText.parse)
        guard let words else { return nil }
        self.init(high: words.high, low: words.low)
    }

    /// Reads the sixteen bytes in network order, nothing more and nothing less.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 16 else { return nil }
        high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// Reads the sixteen bytes in network order, nothing more and nothing less.
    public init?(bytes: [UInt8]) {
        guard let identifier = bytes.withUnsafeBytes({ Identifier($0) }) else { return nil }
        self = identifier
    }

    /// The sixteen bytes in network order.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            write(into: UnsafeMutableRawBufferPointer(buffer))
            count = 16
        }
    }

    /// Writes the sixteen bytes in network order; the buffer must have room for them.
    public func write(into buffer: UnsafeMutableRawBufferPointer) {
        buffer.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
        buffer.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    }

    /// Writes the text form; the buffer must have room for 36 bytes.
    public func writeText(into buffer: UnsafeMutableRawBufferPointer) {
        IdentifierText.write(high: high, low: low, into: buffer)
    }

    /// The text form.
    public var text: String {
        String(unsafeUninitializedCapacity: Self.textLength) {
            writeText(into: UnsafeMutableRawBufferPointer($0))
            return Self.textLength
        }
    }

    /// The time in an identifier of version 7; nil for other versions.
    public var timestamp: Timestamp? {
        guard (high >> 12) & 0xF == 7 else { return nil }
        return Timestamp(milliseconds: Int64(high >> 16))
    }
}

extension Identifier: Comparable {
    /// Orders by the bytes, which is the order of the text form too.
    public static func < (left: Identifier, right: Identifier) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension Identifier: CustomStringConvertible {
    /// The text form.
    public var description: String { text }
}

extension Identifier: JSONWritable {
    /// Writes the text form.
    public func write(into writer: inout JSONWriter) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.textLength) { text in
            writeText(into: UnsafeMutableRawBufferPointer(text))
            writer.value(utf8: UnsafeBufferPointer(text))
        }
    }
}
