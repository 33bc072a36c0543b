/// Checks UTF-8 as it arrives in pieces (RFC 3629, 4), so that a broken text is refused at its first wrong byte and not at its end.
struct UTF8Checker {
    /// Continuation bytes that are still to come, and what the next may be.
    private var missing = 0
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xBF

    /// Whether the text so far ends with a whole character.
    var isComplete: Bool { missing == 0 }

    /// False when these bytes cannot go on what came before.
    mutating func accepts(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < bytes.count {
            if missing == 0, index + 8 <= bytes.count,
                bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                index += 8
                continue
            }
            guard accepts(bytes[index]) else { return false }
            index += 1
        }
        return true
    }

    private mutating func accepts(_ byte: UInt8) -> Bool {
        if missing > 0 {
            guard byte >= low, byte <= high else { return false }
            (missing, low, high) = (missing - 1, 0x80, 0xBF)
            return true
        }
        switch byte {
        case 0x00...0x7F: break
        case 0xC2...0xDF: (missing, low, high) = (1, 0x80, 0xBF)
        case 0xE0: (missing, low, high) = (2, 0xA0, 0xBF)
        case 0xED: (missing, low, high) = (2, 0x80, 0x9F)
        case 0xE1...0xEF: (missing, low, high) = (2, 0x80, 0xBF)
        case 0xF0: (missing, low, high) = (3, 0x90, 0xBF)
        case 0xF1...0xF3: (missing, low, high) = (3, 0x80, 0xBF)
        case 0xF4: (missing, low, high) = (3, 0x80, 0x8F)
        default: return false
        }
        return true
    }
}
