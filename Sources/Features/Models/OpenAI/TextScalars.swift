/// Turns the contents of JSON strings into UTF-8 of whole scalars.
///
/// A character that a provider cuts in two, between two events, comes out whole with the second; bytes that are no UTF-8, and surrogates
/// without their other half, come out as U+FFFD.
struct TextScalars {
    /// The beginning of a scalar whose rest is to come: at most three bytes, or the six of an escaped lead surrogate.
    private var held: [UInt8] = []

    /// The text so far held back, and that of `contents` (what stands between a JSON string's quotes), up to its last whole scalar.
    mutating func take(_ contents: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(held.count + contents.count)
        if held.isEmpty {
            unescape(contents, into: &text)
        } else {
            let joined = held + contents
            held = []
            joined.withUnsafeBufferPointer { unescape($0, into: &text) }
        }
        holdBackIncomplete(&text)
        return Self.isValid(text) ? text : Array(String(decoding: text, as: UTF8.self).utf8)
    }

    /// What is still held back, at the end of the answer.
    mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held.isEmpty ? [] : Array("\u{FFFD}".utf8)
    }

    private mutating func unescape(_ contents: UnsafeBufferPointer<UInt8>, into text: inout [UInt8]) {
        var position = 0
        while position < contents.count {
            guard contents[position] == UInt8(ascii: "\\") else {
                let end = contents[position...].firstIndex(of: UInt8(ascii: "\\")) ?? contents.count
                text.append(contentsOf: contents[position..<end])
                position = end
                continue
            }
            let kind = position + 1 < contents.count ? contents[position + 1] : 0
            switch kind {
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "u"):
                guard let next = unicodeEscape(contents, position, into: &text) else { return }
                position = next
                continue
            default: text.append(kind)
            }
            position += 2
        }
    }

    /// The place behind the escape; nil when its other half is to come, and it is held back.
    private mutating func unicodeEscape(_ contents: UnsafeBufferPointer<UInt8>, _ start: Int, into text: inout [UInt8]) -> Int? {
        let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
        guard let unit = Self.unit(contents, start) else {
            text.append(contentsOf: replacement)
            return min(start + 2, contents.count)
        }
        if let scalar = Unicode.Scalar(unit) {
            text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? replacement)
            return start + 6
        }
        if UTF16.isLeadSurrogate(unit) {
            if start + 6 == contents.count {
                held = Array(contents[start...])
                return nil
            }
            if let trail = Self.unit(contents, start + 6), UTF16.isTrailSurrogate(trail),
                let scalar = Unicode.Scalar(0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(trail & 0x3FF)))
            {
                text.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? replacement)
                return start + 12
            }
        }
        text.append(contentsOf: replacement)
        return start + 6
    }

    /// The code unit of `\uXXXX` at `start`.
    private static func unit(_ contents: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt16? {
        guard start + 6 <= contents.count, contents[start] == UInt8(ascii: "\\"), contents[start + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var value: UInt16 = 0
        for byte in contents[(start + 2)..<(start + 6)] {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt16(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt16(byte - 0x41 + 10)
            case 0x61...0x66: value = value << 4 | UInt16(byte - 0x61 + 10)
            default: return nil
            }
        }
        return value
    }

    /// Moves an incomplete scalar at the end of the text into `held` (The Unicode Standard, table 3-7).
    private mutating func holdBackIncomplete(_ text: inout [UInt8]) {
        var count = 0
        for byte in text.reversed().prefix(3) {
            count += 1
            if byte < 0x80 { return }
            if byte >= 0xC0 {
                let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                guard count < length else { return }
                held = Array(text.suffix(count)) + held
                text.removeLast(count)
                return
            }
        }
    }

    private static func isValid(_ text: [UInt8]) -> Bool {
        if text.allSatisfy({ $0 < 0x80 }) { return true }
        return String(validating: text, as: UTF8.self) != nil
    }
}
