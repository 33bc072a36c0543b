import Testing

@testable import Events

@Suite struct UTF8JointTests {
    @Test(arguments: 0..<40 as Range<UInt64>) func textCutAnywhereIsJoinedAgain(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let letters: [Character] = ["a", "é", "数", "🌊", "👩🏽‍🚀", "\n", "\u{7FF}", "\u{800}", "\u{FFFF}", "\u{10FFFF}"]
        let text = String((0..<200).map { _ in letters.randomElement(using: &generator) ?? "a" })
        var rest = Array(text.utf8)[...]
        var joint = UTF8Joint()
        var joined: [UInt8] = []
        while !rest.isEmpty {
            let count = Int.random(in: 1...5, using: &generator)
            let piece = joint.join(Array(rest.prefix(count)))
            #expect(String(validating: piece, as: UTF8.self) != nil)
            joined += piece
            rest = rest.dropFirst(count)
        }
        #expect(joined == Array(text.utf8), "seed \(seed)")
        #expect(joint.end().isEmpty)
    }

    private static let broken: [[UInt8]] = [
        [0xFF], [0xC0, 0x80], [0x80, 0x80, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x61, 0xE2, 0x82, 0x61],
    ]

    @Test(arguments: broken) func whatIsNoUTF8BecomesReplacementCharacters(bytes: [UInt8]) {
        var joint = UTF8Joint()
        var joined: [UInt8] = []
        for byte in bytes { joined += joint.join([byte]) }
        joined += joint.end()
        let text = String(validating: joined, as: UTF8.self)
        #expect(text?.contains("\u{FFFD}") == true)
    }

    @Test func holdsBackAtMostThreeBytes() {
        var joint = UTF8Joint()
        #expect(joint.join([0xF0, 0x9F, 0x8C]).isEmpty)
        #expect(joint.join([0x8A]) == Array("🌊".utf8))
    }
}
