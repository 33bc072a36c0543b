/// Takes the case of letters away, as far as texts are searched without regard to it: full case folding (Unicode, section 3.13).
///
/// It is made of the standard library's own mappings: what a letter becomes as a small, then a capital, then a small one again. So "ß" and "SS"
/// both are "ss", and the three sigmas are one. Of all letters only the Turkish dotless "ı" comes out otherwise than there: as "i".
final class CaseFolding: Sendable {
    static let shared = CaseFolding()

    /// Scalars from here on have no case.
    private static let end: UInt32 = 0x1F000
    /// In the place of a scalar: an index into `expansions`.
    private static let expands: UInt32 = 1 << 31

    /// For each 256 scalars the beginning of their part of `values`; 0 for those of which none changes.
    private let pages: [Int]
    private let values: [UInt32]
    private let expansions: [FoldedLetter]

    private init() {
        var pages = [Int](repeating: 0, count: Int(Self.end >> 8))
        var values: [UInt32] = Array(0...0xFF)
        var expansions: [FoldedLetter] = []
        for code in 0..<Self.end {
            guard let scalar = Unicode.Scalar(code), scalar.properties.changesWhenCaseMapped || LetterComposition.mayBeComposed(code) else {
                continue
            }
            let folded = Self.folded(scalar)
            guard folded != [code] else { continue }
            let page = Int(code >> 8)
            if pages[page] == 0, page > 0 {
                pages[page] = values.count
                values += (code & ~0xFF)...(code | 0xFF)
            }
            if folded.count > 1 { expansions.append(FoldedLetter(folded)) }
            values[pages[page] + Int(code & 0xFF)] = folded.count > 1 ? Self.expands | UInt32(expansions.count - 1) : folded[0]
        }
        self.pages = pages
        self.values = values
        self.expansions = expansions
    }

    /// What a scalar becomes: usually one.
    func fold(_ scalar: UInt32) -> FoldedLetter {
        if scalar > 0xFF, scalar >= Self.end || pages[Int(scalar >> 8)] == 0 { return FoldedLetter(scalar) }
        let value = values[pages[Int(scalar >> 8)] + Int(scalar & 0xFF)]
        return value & Self.expands == 0 ? FoldedLetter(value) : expansions[Int(value & ~Self.expands)]
    }

    /// All scalars above ASCII that become, alone or among others, one of these.
    func sources(of folded: Set<UInt32>) -> Set<UInt32> {
        var sources = folded.filter { $0 >= 0x80 }
        for page in pages.indices where page == 0 || pages[page] != 0 {
            for code in UInt32(page << 8)...UInt32(page << 8 | 0xFF) where code >= 0x80 {
                let letter = fold(code)
                if (0..<letter.count).contains(where: { folded.contains(letter[$0]) }) { sources.insert(code) }
            }
        }
        return sources
    }

    private static func folded(_ scalar: Unicode.Scalar) -> [UInt32] {
        let scalars = String(scalar).lowercased().uppercased().lowercased().unicodeScalars.map(\.value)
        return LetterComposition.composed(scalars).map { [$0] } ?? scalars
    }
}
