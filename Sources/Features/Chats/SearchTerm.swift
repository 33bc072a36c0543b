/// One word or phrase to be found.
///
/// What is ASCII is compared byte by byte. Letters are folded only around those of a text that such a comparison could miss.
struct SearchTerm: Sendable {
    private let folded: [UInt32]
    /// The same as bytes, where it is ASCII alone.
    private let bytes: [UInt8]?
    /// Scalars above ASCII of which one is in whatever bytes would miss; or a mark is, for a term with letters above ASCII.
    private let sources: [UInt32]
    /// The bytes from 0xC0 on with which those begin, one bit each.
    private let leads: UInt64

    /// - Returns: nil when there is nothing to be found in the text.
    init?(_ text: String) {
        folded = Array(text.utf8).withUnsafeBytes { FoldedLetters(of: $0).scalars() }
        guard !folded.isEmpty else { return nil }
        let beyond = folded.first { $0 >= 0x80 }
        bytes = beyond == nil ? folded.map { UInt8(truncatingIfNeeded: $0) } : nil
        sources = Array(CaseFolding.shared.sources(of: beyond.map { [$0] } ?? Set(folded)))
        leads = (sources + (beyond == nil ? [] : LetterComposition.marks)).reduce(0) { $0 | 1 << UInt64(UTF8Scalars.lead(of: $1) & 0x3F) }
    }

    /// Whether it occurs in a text of UTF-8.
    func occurs(in text: UnsafeRawBufferPointer) -> Bool {
        if let bytes, Self.find(bytes, in: text, from: 0) != nil { return true }
        return findFolded(in: text, from: 0) != nil
    }

    /// The places at which it occurs, at most `limit`, in order.
    func ranges(in text: UnsafeRawBufferPointer, limit: Int) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = 0
        while found.count < limit, let range = firstRange(in: text, from: start) {
            found.append(range)
            start = range.upperBound
        }
        return found
    }

    private func firstRange(in text: UnsafeRawBufferPointer, from start: Int) -> Range<Int>? {
        let folded = findFolded(in: text, from: start)
        guard let bytes, let plain = Self.find(bytes, in: text, from: start) else { return folded }
        return folded.map { $0.lowerBound < plain.lowerBound ? $0 : plain } ?? plain
    }

    /// The first occurrence in which there is a source.
    private func findFolded(in text: UnsafeRawBufferPointer, from start: Int) -> Range<Int>? {
        let letters = FoldedLetters(of: text)
        // All that begins before here has been compared.
        var compared = start
        while let source = firstSource(in: text, from: compared) {
            compared = letters.place(folded.count, before: source, from: compared)
            while compared <= source {
                let first = letters.letter(at: compared)
                // It may begin amid what a letter is folded to.
                for part in 0..<first.letter.count where first.letter[part] == folded[0] {
                    if let end = end(in: letters, of: text.count, after: first, from: part) { return compared..<end }
                }
                compared = first.end
            }
        }
        return nil
    }

    /// Where it ends when it begins with a part of a letter.
    private func end(
        in letters: FoldedLetters, of length: Int, after first: (letter: FoldedLetter, end: Int), from part: Int
    ) -> Int? {
        var (next, part, place) = (first, part, 0)
        while true {
            while part < next.letter.count, place < folded.count {
                guard folded[place] == next.letter[part] else { return nil }
                place += 1
                part += 1
            }
            if place == folded.count { return next.end }
            guard next.end < length else { return nil }
            (next, part) = (letters.letter(at: next.end), 0)
        }
    }

    private func firstSource(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard !sources.isEmpty else { return nil }
        var place = start
        while place < text.count {
            if place + 8 <= text.count, text.loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
                place += 8
                continue
            }
            let byte = text[place]
            if byte >= 0xC0, leads >> UInt64(byte & 0x3F) & 1 == 1 {
                let scalar = UTF8Scalars.scalar(in: text, at: place).scalar
                if sources.contains(scalar) || bytes == nil && LetterComposition.isMark(scalar) { return place }
            }
            place += 1
        }
        return nil
    }

    private static func find(_ needle: [UInt8], in text: UnsafeRawBufferPointer, from start: Int) -> Range<Int>? {
        guard text.count - start >= needle.count else { return nil }
        return needle.withUnsafeBufferPointer { needle in
            let head = needle[0]
            let end = text.count - needle.count
            var place = start
            while place <= end {
                if text[place].asciiLowercased == head {
                    var length = 1
                    while length < needle.count, text[place + length].asciiLowercased == needle[length] { length += 1 }
                    if length == needle.count { return place..<place + length }
                }
                place += 1
            }
            return nil
        }
    }
}

extension UInt8 {
    /// The byte with an ASCII capital letter made small.
    fileprivate var asciiLowercased: UInt8 { self &- 65 < 26 ? self | 32 : self }
}
