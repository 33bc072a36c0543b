/// Joins a letter and the marks on it to the one scalar that says the same, where there is one: "e" and an acute accent to "é".
///
/// Of Latin, Greek, Cyrillic and Japanese letters; others are left in the form that they have.
enum LetterComposition {
    private static let letters: [ClosedRange<UInt32>] = [0xC0...0x24F, 0x370...0x52F, 0x1E00...0x1FFF, 0x3041...0x30FF]

    /// Strings are the same, as keys too, when they are canonically equivalent.
    private static let scalars: [String: UInt32] = {
        var scalars: [String: UInt32] = [:]
        for code in letters.joined() {
            guard let scalar = Unicode.Scalar(code), scalar.properties.generalCategory != .unassigned else { continue }
            let letter = String(scalar)
            if scalars[letter] == nil { scalars[letter] = code }
        }
        return scalars
    }()

    /// Marks on the letter before them.
    static let marks: [UInt32] = Array(0x300...0x36F) + [0x3099, 0x309A]

    /// Whether a scalar is one of the marks.
    static func isMark(_ scalar: UInt32) -> Bool {
        (0x300...0x36F).contains(scalar) || scalar == 0x3099 || scalar == 0x309A
    }

    /// Whether a scalar is a letter that may have marks in it.
    static func mayBeComposed(_ scalar: UInt32) -> Bool { letters.contains { $0.contains(scalar) } }

    /// The one scalar that says the same as a letter with its marks; nil when there is none.
    static func composed(_ unit: [UInt32]) -> UInt32? {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: unit.compactMap { Unicode.Scalar($0) })
        return scalars[String(text)]
    }
}
