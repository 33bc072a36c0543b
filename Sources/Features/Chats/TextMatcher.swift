/// Finds words in texts without regard to case: each term must occur somewhere, as any part of a word.
///
/// Works on UTF-8 bytes, so that a hundred thousand texts are looked through without making a string of any that does not match. ASCII
/// letters are folded byte by byte; a term with other letters is compared in its lower-case, upper-case and given forms.
public struct TextMatcher: Sendable {
    /// The most terms of one query; more are ignored.
    public static let termLimit = 8

    private let terms: [Term]

    /// A matcher for a query: its words are its terms; `"words in quotes"` are one.
    ///
    /// - Returns: nil when there is no term in it.
    public init?(_ query: String) {
        terms = Self.split(query).prefix(Self.termLimit).map(Term.init)
        if terms.isEmpty { return nil }
    }

    /// Whether every term occurs.
    public func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        terms.allSatisfy { $0.firstRange(in: text, from: 0) != nil }
    }

    /// Every place at which a term occurs, as ranges of bytes, in order, joined where they overlap; at most `limit`.
    public func ranges(in text: [UInt8], limit: Int) -> [Range<Int>] {
        var found: [Range<Int>] = []
        text.withUnsafeBytes { bytes in
            for term in terms {
                var start = 0
                while found.count < limit * terms.count, let range = term.firstRange(in: bytes, from: start) {
                    found.append(range)
                    start = range.upperBound
                }
            }
        }
        found.sort { $0.lowerBound < $1.lowerBound }
        var joined: [Range<Int>] = []
        for range in found {
            if let last = joined.last, range.lowerBound < last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return Array(joined.prefix(limit))
    }

    private static func split(_ query: String) -> [String] {
        var terms: [String] = []
        for (place, part) in query.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
            if place % 2 == 1 {
                let phrase = part.trimmed
                if !phrase.isEmpty { terms.append(phrase) }
            } else {
                terms += part.split(whereSeparator: \.isWhitespace).map(String.init)
            }
        }
        return terms
    }
}

/// One word or phrase to be found.
private struct Term: Sendable {
    /// The spellings that count as the term; ASCII letters in them are lower case.
    private let spellings: [[UInt8]]

    init(_ text: String) {
        var spellings: [[UInt8]] = []
        for spelling in [text, text.lowercased(), text.uppercased(), text.prefix(1).uppercased() + text.dropFirst().lowercased()] {
            let bytes = spelling.utf8.map(\.asciiLowercased)
            if !spellings.contains(bytes) { spellings.append(bytes) }
        }
        self.spellings = spellings
    }

    func firstRange(in text: UnsafeRawBufferPointer, from start: Int) -> Range<Int>? {
        var first: Range<Int>?
        for spelling in spellings {
            guard let range = Self.find(spelling, in: text, from: start) else { continue }
            if first.map({ range.lowerBound < $0.lowerBound }) ?? true { first = range }
        }
        return first
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

extension Substring {
    fileprivate var trimmed: String {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
