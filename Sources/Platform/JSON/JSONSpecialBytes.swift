/// The bytes that end a plain stretch of a JSON string: the quote, the backslash and control characters.
enum JSONSpecialBytes {
    /// The first of them at or after `start`. Eight bytes are looked at together: texts are long and seldom have one.
    static func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let raw = UnsafeRawBufferPointer(text)
        var position = start
        while position + 8 <= text.count {
            let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            if word.hasByteToEscape { break }
            position += 8
        }
        while position < text.count {
            let byte = text[position]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return position }
            position += 1
        }
        return nil
    }
}

extension UInt64 {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Whether one of the eight bytes is below 0x20, a quote or a backslash ("Bit Twiddling Hacks", "Determine if a word has a byte less
    /// than n"; equality is "less than 1" after an exclusive or).
    fileprivate var hasByteToEscape: Bool {
        let control = (self &- Self.ones &* 0x20) & ~self
        let quote = self ^ (Self.ones &* 0x22)
        let backslash = self ^ (Self.ones &* 0x5C)
        return (control | ((quote &- Self.ones) & ~quote) | ((backslash &- Self.ones) & ~backslash)) & Self.highBits != 0
    }
}
