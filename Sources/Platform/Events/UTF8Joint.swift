/// Joins chunks of UTF-8 that may be cut within a character: what is not whole yet waits for the next chunk.
struct UTF8Joint {
    private var waiting: [UInt8] = []

    /// The whole characters that stand now, with U+FFFD for what is no UTF-8. Holds back at most three bytes.
    mutating func join(_ chunk: [UInt8]) -> [UInt8] {
        let bytes = waiting.isEmpty ? chunk : waiting + chunk
        let whole = bytes.count - Self.unfinished(bytes)
        waiting = Array(bytes[whole...])
        return Self.valid(bytes[..<whole])
    }

    /// What stands for a character that never became whole.
    mutating func end() -> [UInt8] {
        defer { waiting = [] }
        return Self.valid(waiting[...])
    }

    /// How many bytes at the end may be the beginning of a character (Unicode 15, table 3-7: up to three of four).
    private static func unfinished(_ bytes: [UInt8]) -> Int {
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if UTF8.isContinuation(byte) { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > back ? back : 0
        }
        return 0
    }

    /// The same text with U+FFFD for what is no UTF-8.
    static func valid(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        if bytes.allSatisfy({ $0 < 0x80 }) { return Array(bytes) }
        return Array(String(decoding: bytes, as: UTF8.self).utf8)
    }
}

extension [UInt8] {
    /// The largest start of a character at or before `offset`.
    func characterStart(atOrBefore offset: Int) -> Int {
        var start = offset
        while start > 0, start < count, UTF8.isContinuation(self[start]) { start -= 1 }
        return start
    }
}
