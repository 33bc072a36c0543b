/// Texts of 100 to 200 bytes in made-up words, the same ones each time. `river` is in a third of them, `heliotrope` in one of 20,000,
/// `zanzibar` in none.
struct Texts {
    private static let syllables = ["ba", "lo", "mi", "ter", "sun", "ka", "ren", "do", "vel", "ist", "on", "gra", "pe", "ul", "si", "mar"]
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var count = 0

    mutating func next() -> String {
        count += 1
        var text = ""
        let length = 100 + random(90)
        while text.utf8.count < length {
            for _ in 0..<(1 + random(3)) { text += Self.syllables[random(Self.syllables.count)] }
            text += " "
        }
        if count % 3 == 0 { text += "river " }
        if count % 20_000 == 7 { text += "heliotrope " }
        return text
    }

    /// A number below `limit` (xorshift).
    private mutating func random(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(limit))
    }
}
