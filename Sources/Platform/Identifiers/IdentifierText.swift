/// The text form of a UUID (RFC 9562, section 4), 8-4-4-4-12 hexadecimal digits.
enum IdentifierText {
    private static let hyphen = UInt8(ascii: "-")

    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> (high: UInt64, low: UInt64)? {
        guard text.count == Identifier.textLength else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for place in 0..<Identifier.textLength {
            let byte = text[place]
            if isHyphen(place) {
                guard byte == hyphen else { return nil }
                continue
            }
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: return nil
            }
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(digit)
        }
        return (high, low)
    }

    /// Writes the 36 characters; the buffer must have room for them.
    static func write(high: UInt64, low: UInt64, into text: UnsafeMutableRawBufferPointer) {
        let words = (digits(high >> 32), digits(high), digits(low >> 32), digits(low))
        store(words.0, at: 0, in: text)
        storeHalves(words.1, at: 9, 14, in: text)
        storeHalves(words.2, at: 19, 24, in: text)
        store(words.3, at: 28, in: text)
        text[8] = hyphen
        text[13] = hyphen
        text[18] = hyphen
        text[23] = hyphen
    }

    /// The eight hexadecimal digits of the low 32 bits, the first in the highest byte: each half byte is moved to a byte of its own, and all
    /// eight are turned into characters together.
    private static func digits(_ value: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var halves = value & 0xFFFF_FFFF
        halves = (halves | halves << 16) & 0x0000_FFFF_0000_FFFF
        halves = (halves | halves << 8) & 0x00FF_00FF_00FF_00FF
        halves = (halves | halves << 4) & 0x0F0F_0F0F_0F0F_0F0F
        let isLetter = (halves + 6 * ones) >> 4 & ones
        return halves + 0x30 * ones + isLetter * 0x27
    }

    private static func store(_ digits: UInt64, at place: Int, in text: UnsafeMutableRawBufferPointer) {
        text.storeBytes(of: digits.bigEndian, toByteOffset: place, as: UInt64.self)
    }

    private static func storeHalves(_ digits: UInt64, at first: Int, _ second: Int, in text: UnsafeMutableRawBufferPointer) {
        text.storeBytes(of: UInt32(truncatingIfNeeded: digits >> 32).bigEndian, toByteOffset: first, as: UInt32.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: digits).bigEndian, toByteOffset: second, as: UInt32.self)
    }

    private static func isHyphen(_ place: Int) -> Bool {
        place == 8 || place == 13 || place == 18 || place == 23
    }
}
