/// The piece of a text around what was found in it, as a search result shows it.
public struct Snippet: Sendable, Equatable {
    /// Bytes shown before and after the first thing found.
    static let before = 60
    static let after = 140

    /// The piece, on one line, with an ellipsis where the text goes on.
    public let text: String
    /// What was found, as offsets in UTF-16 units, which is how a browser counts.
    public let ranges: [Range<Int>]

    /// The piece of `text` (UTF-8) around the first of `found` (ranges of bytes, in order).
    init(of text: [UInt8], found: [Range<Int>]) {
        let first = found.first ?? 0..<0
        let start = Self.boundary(in: text, at: max(0, first.lowerBound - Self.before))
        let end = Self.boundary(in: text, at: min(text.count, first.upperBound + Self.after))
        var piece = start > 0 ? "…" : ""
        var length = piece.utf16.count
        var ranges: [Range<Int>] = []
        var place = start
        func append(upTo next: Int) {
            guard next > place else { return }
            let part = String(decoding: text[place..<next], as: UTF8.self).oneLine
            piece += part
            length += part.utf16.count
            place = next
        }
        for range in found where range.lowerBound >= place && range.upperBound <= end {
            append(upTo: range.lowerBound)
            let from = length
            append(upTo: range.upperBound)
            ranges.append(from..<length)
        }
        append(upTo: end)
        self.text = end < text.count ? piece + "…" : piece
        self.ranges = ranges
    }

    /// The nearest place at or before `place` at which a character of UTF-8 begins.
    private static func boundary(in text: [UInt8], at place: Int) -> Int {
        var place = place
        while place > 0, place < text.count, text[place] & 0xC0 == 0x80 { place -= 1 }
        return place
    }
}

extension String {
    /// The text with each line break as one space, so that offsets stay the same.
    fileprivate var oneLine: String { String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 })) }
}
