/// Finds words in texts without regard to case: each term must occur somewhere, as any part of a word.
public struct TextMatcher: Sendable {
    /// The most terms of one query; more are ignored.
    public static let termLimit = 8

    private let terms: [SearchTerm]

    /// A matcher for a query: its words are its terms; `"words in quotes"` are one.
    ///
    /// - Returns: nil when there is no term in it.
    public init?(_ query: String) {
        terms = Self.split(query).prefix(Self.termLimit).compactMap(SearchTerm.init)
        if terms.isEmpty { return nil }
    }

    /// Whether every term occurs in a text of UTF-8.
    public func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        terms.allSatisfy { $0.occurs(in: text) }
    }

    /// The places at which the terms occur, as ranges of bytes, in order, joined where they overlap; at most `limit` of each term.
    public func ranges(in text: [UInt8], limit: Int) -> [Range<Int>] {
        var found = text.withUnsafeBytes { bytes in terms.flatMap { $0.ranges(in: bytes, limit: limit) } }
        found.sort { $0.lowerBound < $1.lowerBound }
        var joined: [Range<Int>] = []
        for range in found {
            if let last = joined.last, range.lowerBound < last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
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

extension Substring {
    fileprivate var trimmed: String {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
