extension [UInt8] {
    /// Appends a JSON string with its quotes. What must be escaped is (RFC 8259, section 7); everything else stays as it is.
    mutating func appendJSONString(_ text: String) {
        var text = text
        text.withUTF8 { appendJSONString(utf8: $0) }
    }

    /// The same for UTF-8 that is known to be valid.
    mutating func appendJSONString(utf8 text: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "\""))
        var start = 0
        while let stop = JSONSpecialBytes.first(in: text, from: start) {
            append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<stop]))
            appendEscape(of: text[stop])
            start = stop + 1
        }
        append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(of byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            let digits: StaticString = "0123456789abcdef"
            append(contentsOf: [UInt8(ascii: "u"), 0x30, 0x30])
            digits.withUTF8Buffer {
                append($0[Int(byte >> 4)])
                append($0[Int(byte & 15)])
            }
        }
    }

    /// Appends an integer in decimal, without the string that `description` would make.
    mutating func appendDecimal(_ value: Int64) {
        var rest = value.magnitude
        let start = count
        repeat {
            append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        if value < 0 { append(UInt8(ascii: "-")) }
        self[start...].reverse()
    }
}
