import Testing

@testable import Models

@Suite("Texts of JSON strings")
struct TextScalarsTests {
    private func texts(_ pieces: [[UInt8]]) -> [String] {
        var scalars = TextScalars()
        var found = pieces.map { piece in piece.withUnsafeBufferPointer { scalars.take($0) } }
        found.append(scalars.finish())
        return found.map { String(validating: $0, as: UTF8.self) ?? "not UTF-8" }
    }

    @Test(
        "escapes are taken off",
        arguments: [
            (#"a\nb\t\r\"\\\/\b\f"#, "a\nb\t\r\"\\/\u{8}\u{c}"), (#"\u0041\u00e9\u20AC"#, "Aé€"), (#"\ud83d\ude00!"#, "😀!"),
            ("plain", "plain"),
            ("", ""), (#"\ud83d"#, "\u{FFFD}"), (#"\ude00x"#, "\u{FFFD}x"), (#"\ud83d\u0041"#, "\u{FFFD}A"), (#"\u12"#, "\u{FFFD}12"),
            (#"\q"#, "q"),
        ])
    func escapes(contents: String, text: String) {
        #expect(texts([Array(contents.utf8)]).joined() == text)
    }

    @Test("a character that is cut comes out whole with its second half", arguments: 1...7)
    func cuts(size: Int) {
        let bytes = Array("aé€😀z".utf8)
        let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
        #expect(texts(pieces).joined() == "aé€😀z")
    }

    @Test("two surrogates that are cut come out as one character")
    func cutSurrogates() {
        #expect(texts([Array(#"a\ud83d"#.utf8), Array(#"\ude00b"#.utf8)]) == ["a", "😀b", ""])
        #expect(texts([Array(#"a\ud83d"#.utf8), Array("b".utf8)]) == ["a", "\u{FFFD}b", ""])
    }

    @Test(
        "bytes that are no UTF-8 are replaced, and never stop the stream",
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x28, 0xA1], [0xF5, 0x80, 0x80, 0x80], [0x80, 0x80, 0x80, 0x80]]
            as [[UInt8]])
    func invalid(bytes: [UInt8]) {
        let text = texts([Array("a".utf8) + bytes + Array("b".utf8), Array("c".utf8)]).joined()
        #expect(text.hasPrefix("a") && text.hasSuffix("c") && text.contains("b") && text.contains("\u{FFFD}"))
    }

    @Test("what is cut off at the end is replaced")
    func cutOff() {
        #expect(texts([[0x61, 0xF0, 0x9F]]) == ["a", "\u{FFFD}"])
    }
}
