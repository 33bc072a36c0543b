/// One letter with the marks on it, as it is compared: without case, and as one scalar where there is one for it. Some are several scalars: "ß"
/// is "ss".
struct FoldedLetter: Equatable {
    /// More are left out: only a letter with many marks has them.
    private static let most = 4

    private var scalars: SIMD4<UInt32>
    private(set) var count = 1

    init(_ scalar: UInt32) {
        scalars = SIMD4(scalar, 0, 0, 0)
    }

    /// - Parameter all: at least one.
    init(_ all: [UInt32]) {
        self.init(all[0])
        for scalar in all.dropFirst() { append(scalar) }
    }

    subscript(_ place: Int) -> UInt32 { scalars[place] }

    /// The scalars from a place on.
    func scalars(from place: Int = 0) -> [UInt32] { (place..<count).map { scalars[$0] } }

    /// Adds what a mark is folded to.
    mutating func add(_ mark: FoldedLetter) {
        for place in 0..<mark.count {
            append(mark[place])
            if LetterComposition.isMark(mark[place]) { compose() }
        }
    }

    private mutating func append(_ scalar: UInt32) {
        guard count < Self.most else { return }
        scalars[count] = scalar
        count += 1
    }

    /// Joins the last letter in it with the marks that follow.
    private mutating func compose() {
        guard let letter = (0..<count).last(where: { !LetterComposition.isMark(scalars[$0]) }),
            let whole = LetterComposition.composed(scalars(from: letter))
        else { return }
        scalars[letter] = whole
        count = letter + 1
    }
}

/// Reads the letters of a text of UTF-8 where they lie.
struct FoldedLetters {
    private let text: UnsafeRawBufferPointer
    private let folding = CaseFolding.shared

    init(of text: UnsafeRawBufferPointer) {
        self.text = text
    }

    /// The letter that begins at a place, and where the next one begins.
    func letter(at place: Int) -> (letter: FoldedLetter, end: Int) {
        var (scalar, end) = UTF8Scalars.scalar(in: text, at: place)
        var letter = folding.fold(scalar)
        while isMark(at: end) {
            (scalar, end) = UTF8Scalars.scalar(in: text, at: end)
            letter.add(folding.fold(scalar))
        }
        return (letter, end)
    }

    /// Where the letter begins that stands `count` letters before a place, but not before `start`.
    func place(_ count: Int, before place: Int, from start: Int) -> Int {
        var (place, left) = (place, count)
        while place > start, left > 0 {
            place -= 1
            while place > start, text[place] & 0xC0 == 0x80 { place -= 1 }
            if !isMark(at: place) { left -= 1 }
        }
        return place
    }

    /// All scalars of the text, folded.
    func scalars() -> [UInt32] {
        var scalars: [UInt32] = []
        var place = 0
        while place < text.count {
            let (letter, end) = letter(at: place)
            scalars += letter.scalars()
            place = end
        }
        return scalars
    }

    private func isMark(at place: Int) -> Bool {
        place < text.count && text[place] >= 0x80 && LetterComposition.isMark(UTF8Scalars.scalar(in: text, at: place).scalar)
    }
}
