/// The string grammar of RFC 8259, section 7, with UTF-8 checked and lone surrogates refused.
enum JSONStringScanner {
    /// Reads the string whose opening quote stands at `start`; `end` is the place after its closing quote.
    static func scan(_ bytes: [UInt8], from start: Int) throws(JSONError) -> (value: String, end: Int) {
        let first = start + 1
        let stop = firstSpecial(bytes, from: first)
        guard stop < bytes.count else { throw JSONError(reason: .unexpectedEnd, offset: bytes.count) }
        if bytes[stop] == UInt8(ascii: "\"") {
            return (try text(bytes[first..<stop], at: first), stop + 1)
        }
        return try scanEscaped(bytes, from: first, stop: stop)
    }

    /// The slower way, taken from the first escape on.
    private static func scanEscaped(_ bytes: [UInt8], from first: Int, stop: Int) throws(JSONError) -> (value: String, end: Int) {
        var unescaped = [UInt8](bytes[first..<stop])
        var position = stop
        while true {
            guard position < bytes.count else { throw JSONError(reason: .unexpectedEnd, offset: bytes.count) }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                return (try text(unescaped[...], at: first), position + 1)
            case UInt8(ascii: "\\"):
                try escape(bytes, &position, into: &unescaped)
            default:
                throw JSONError(reason: .controlCharacter, offset: position)
            }
            let next = firstSpecial(bytes, from: position)
            unescaped.append(contentsOf: bytes[position..<next])
            position = next
        }
    }

    /// The first quote, backslash or control character.
    private static func firstSpecial(_ bytes: [UInt8], from start: Int) -> Int {
        bytes.withUnsafeBufferPointer { JSONSpecialBytes.first(in: $0, from: start) } ?? bytes.count
    }

    private static func text(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(JSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw JSONError(reason: .invalidUTF8, offset: offset) }
        return text
    }

    private static func escape(_ bytes: [UInt8], _ position: inout Int, into text: inout [UInt8]) throws(JSONError) {
        guard position + 1 < bytes.count else { throw JSONError(reason: .unexpectedEnd, offset: bytes.count) }
        let kind = bytes[position + 1]
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): return try unicodeEscape(bytes, &position, into: &text)
        default: throw JSONError(reason: .invalidEscape, offset: position)
        }
        position += 2
    }

    private static func unicodeEscape(_ bytes: [UInt8], _ position: inout Int, into text: inout [UInt8]) throws(JSONError) {
        let start = position
        let unit = try hexadecimal(bytes, at: position + 2)
        position += 6
        var code = UInt32(unit)
        if UTF16.isLeadSurrogate(unit) {
            guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u") else {
                throw JSONError(reason: .loneSurrogate, offset: start)
            }
            let trail = try hexadecimal(bytes, at: position + 2)
            guard UTF16.isTrailSurrogate(trail) else { throw JSONError(reason: .loneSurrogate, offset: start) }
            position += 6
            code = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(trail & 0x3FF))
        }
        guard let scalar = Unicode.Scalar(code) else { throw JSONError(reason: .loneSurrogate, offset: start) }
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private static func hexadecimal(_ bytes: [UInt8], at start: Int) throws(JSONError) -> UInt16 {
        guard start + 4 <= bytes.count else { throw JSONError(reason: .unexpectedEnd, offset: bytes.count) }
        var value: UInt16 = 0
        for place in start..<start + 4 {
            let byte = bytes[place]
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt16(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt16(byte - 0x41 + 10)
            case 0x61...0x66: value = value << 4 | UInt16(byte - 0x61 + 10)
            default: throw JSONError(reason: .invalidEscape, offset: place)
            }
        }
        return value
    }
}
