import CLinux
import Glibc

/// Finds pieces in JSON whose writer is known, without parsing it: the load must cost little beside what it measures.
enum Scan {
    /// Where a word begins.
    static func find(_ word: StaticString, in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memmem(base + start, bytes.count - start, word.utf8Start, word.utf8CodeUnitCount)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// The bytes up to the next quote after `"name":"`, given as that whole word.
    static func string(after word: StaticString, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let start = find(word, in: bytes).map({ $0 + word.utf8CodeUnitCount }), start < bytes.count, let base = bytes.baseAddress,
            let end = memchr(base + start, 0x22, bytes.count - start)
        else { return nil }
        return UnsafeRawBufferPointer(start: base + start, count: UnsafeRawPointer(end) - base - start)
    }

    /// The number after a word.
    static func number(after word: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let start = find(word, in: bytes).map({ $0 + word.utf8CodeUnitCount }) else { return nil }
        return number(in: bytes, from: start)
    }

    /// The digits from a place on.
    static func number(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var value = 0
        var place = start
        while place < bytes.count, case let digit = Int(bytes[place]) - 0x30, (0...9).contains(digit) {
            value = value * 10 + digit
            place += 1
        }
        return place == start ? nil : value
    }

    /// The number after the last `#`.
    static func lastMark(in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress, let found = memrchr(base, 0x23, bytes.count) else { return nil }
        return number(in: bytes, from: UnsafeRawPointer(found) - base + 1)
    }
}
