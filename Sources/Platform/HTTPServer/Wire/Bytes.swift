/// The classes of bytes that HTTP's grammar speaks of (RFC 9110, 5.6; RFC 3986, 2).
enum Bytes {
    static let carriageReturn: UInt8 = 0x0D
    static let lineFeed: UInt8 = 0x0A
    static let space: UInt8 = 0x20
    static let tab: UInt8 = 0x09
    static let colon: UInt8 = 0x3A
    static let slash: UInt8 = 0x2F
    static let percent: UInt8 = 0x25

    /// `tchar` of RFC 9110, 5.6.2, as one bit for each ASCII byte.
    private static let tokenBits: (UInt64, UInt64) = {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for byte in "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8 {
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
        }
        return (low, high)
    }()

    static func isToken(_ byte: UInt8) -> Bool {
        if byte < 64 { return tokenBits.0 & (1 << UInt64(byte)) != 0 }
        if byte < 128 { return tokenBits.1 & (1 << UInt64(byte - 64)) != 0 }
        return false
    }

    /// A byte that may not stand in a field's value: a control character but the tab.
    static func isForbiddenInValue(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != tab) || byte == 0x7F }

    static func isVisible(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }

    static func lowered(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    /// The value of a hexadecimal digit, or nil.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    /// Whether two ASCII texts are equal but for case.
    static func equalIgnoringCase(_ left: some Sequence<UInt8>, _ right: StaticString) -> Bool {
        right.withUTF8Buffer { left.elementsEqual($0) { lowered($0) == lowered($1) } }
    }
}
