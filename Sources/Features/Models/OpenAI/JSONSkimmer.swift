/// Finds members of a JSON object without building what it does not need: the tokens of an answer come as some 250 bytes of JSON each, of
/// which a few are text. It is lenient, as it reads what a provider sends; nothing that it skips is looked at, and no input makes it
/// recurse.
struct JSONSkimmer {
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The bytes of a value that was found.
    func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[range])
    }

    /// The whole value: what is there without white space around it.
    var whole: Range<Int> {
        let start = skipSpace(0)
        return start..<max(start, bytes.count)
    }

    /// Calls `body` for each member of the object at `range`; false when it is none or is broken.
    func members(of range: Range<Int>, _ body: (_ key: UnsafeBufferPointer<UInt8>, _ value: Range<Int>) -> Void) -> Bool {
        guard byte(range.lowerBound) == UInt8(ascii: "{") else { return false }
        var position = skipSpace(range.lowerBound + 1)
        if byte(position) == UInt8(ascii: "}") { return true }
        while true {
            guard let keyEnd = endOfString(position) else { return false }
            let key = slice((position + 1)..<(keyEnd - 1))
            position = skipSpace(keyEnd)
            guard byte(position) == UInt8(ascii: ":") else { return false }
            let start = skipSpace(position + 1)
            guard let end = endOfValue(start) else { return false }
            body(key, start..<end)
            position = skipSpace(end)
            if byte(position) == UInt8(ascii: "}") { return true }
            guard byte(position) == UInt8(ascii: ",") else { return false }
            position = skipSpace(position + 1)
        }
    }

    /// The first element of the array at `range`; nil when there is none.
    func firstElement(of range: Range<Int>) -> Range<Int>? {
        guard byte(range.lowerBound) == UInt8(ascii: "[") else { return nil }
        let start = skipSpace(range.lowerBound + 1)
        guard byte(start) != UInt8(ascii: "]"), let end = endOfValue(start) else { return nil }
        return start..<end
    }

    /// What stands between the quotes of the string at `range`, escapes and all; nil when it is no string.
    func stringContents(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8>? {
        guard range.count >= 2, byte(range.lowerBound) == UInt8(ascii: "\"") else { return nil }
        return slice((range.lowerBound + 1)..<(range.upperBound - 1))
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// 0 behind the end.
    private func byte(_ position: Int) -> UInt8 {
        position < bytes.count ? bytes[position] : 0
    }

    private func skipSpace(_ start: Int) -> Int {
        var position = start
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        return position
    }

    /// Behind the closing quote of the string that begins at `start`.
    private func endOfString(_ start: Int) -> Int? {
        guard byte(start) == UInt8(ascii: "\"") else { return nil }
        var position = start + 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): return position + 1
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        return nil
    }

    private func endOfValue(_ start: Int) -> Int? {
        var position = start
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard let end = endOfString(position) else { return nil }
                position = end
                if depth == 0 { return position }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // The end of what this value stands in, behind a number or a word.
                if depth == 0 { return position > start ? position : nil }
                depth -= 1
                if depth == 0 { return position + 1 }
            case UInt8(ascii: ","), 0x20, 0x0A, 0x0D, 0x09:
                if depth == 0 { return position > start ? position : nil }
            default: break
            }
            position += 1
        }
        return depth == 0 && position > start ? position : nil
    }
}
