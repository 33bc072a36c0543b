@testable import Chats
import Identifiers
import Spaces
import TestSupport
import Testing

@Suite struct SearchTests {
    @Test(arguments: TestEngine.allCases) func findsEveryTermWithoutRegardToCase(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let texts = ["The Quick brown fox", "a lazy dog", "quick, quick, said the DOG", "Ärger mit Öl"]
        let line = try await workspace.line(of: 4) { texts[$0] }
        func search(_ query: String) async throws -> [Identifier] {
            try await workspace.chats.search(query, limit: 10, for: workspace.caller).map(\.message)
        }
        #expect(Set(try await search("QUICK")) == [line.messages[0], line.messages[2]])
        #expect(try await search("dog quick") == [line.messages[2]])
        #expect(try await search("\"lazy dog\"") == [line.messages[1]])
        #expect(try await search("ärger öl") == [line.messages[3]])
        #expect(try await search("ÄRGER") == [line.messages[3]])
        #expect(try await search("   ").isEmpty)
        #expect(try await search("cat").isEmpty)
    }

    @Test(arguments: TestEngine.allCases) func leavesOutTheTrash(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, _) = try await workspace.line(of: 1) { _ in "needle" }
        let found = try await workspace.chats.search("needle", limit: 10, for: workspace.caller)
        #expect(found.map(\.chat) == [chat])
        _ = try await workspace.chats.clear(chat, for: workspace.caller)
        #expect(try await workspace.chats.search("needle", limit: 10, for: workspace.caller).isEmpty)
    }

    @Test func aSnippetShowsTheSurroundingsAndCountsAsABrowserDoes() throws {
        let text = String(repeating: "🪐 ", count: 40) + "here is\nthe needle, and NEEDLE again" + String(repeating: " tail", count: 60)
        let matcher = try #require(TextMatcher("needle"))
        let bytes = Array(text.utf8)
        let snippet = Snippet(of: bytes, found: matcher.ranges(in: bytes, limit: 10))
        let units = Array(snippet.text.utf16)
        let found = snippet.ranges.map { String(decoding: units[$0], as: UTF16.self) }
        #expect(found == ["needle", "NEEDLE"])
        #expect(snippet.text.hasPrefix("…") && snippet.text.hasSuffix("…") && !snippet.text.contains("\n"))
    }

    @Test func overlappingTermsAreJoined() throws {
        let matcher = try #require(TextMatcher("abc bcd"))
        #expect(matcher.ranges(in: Array("xabcdx".utf8), limit: 10) == [1..<5])
    }
}

/// Letters that are the same but for case or form.
@Suite struct FoldingTests {
    @Test(arguments: [
        ("STRASSE", "An der Straße 7", "Straße"), ("straße", "DIE STRASSE", "STRASSE"), ("straße", "Straẞe", "Straẞe"),
        ("ΟΔΟΣ", "η οδός", nil), ("ΛΌΓΟΣ", "ο λόγος", "λόγος"), ("λόγοσ", "ο λόγος", "λόγος"), ("λόγος", "ΛΌΓΟΣ", "ΛΌΓΟΣ"),
        ("caf\u{E9}", "le Cafe\u{301} noir", "Cafe\u{301}"), ("cafe\u{301}", "le CAF\u{C9} noir", "CAF\u{C9}"),
        ("éléphant", "un ÉlÉphant", "ÉlÉphant"), ("\"über öl\"", "Über Öl und Gas", "Über Öl"), ("ÄRGER", "großer ärger", "ärger"),
        ("москва", "В МОСКВЕ", nil), ("МОСКВА", "Москва", "Москва"), ("kelvin", "300 \u{212A}elvin", "\u{212A}elvin"),
        ("office", "an oﬃce", "oﬃce"), ("が", "か\u{3099}", "か\u{3099}"), ("ΰ", "Υ\u{308}\u{301}", "Υ\u{308}\u{301}"),
        ("ά", "\u{1F71}", "\u{1F71}"), ("日本", "これは日本語", "日本"), ("fuss", "Füße und Fuß", "Fuß"), ("ü", "plain u", nil), ("🎈", "A 🎈!", "🎈"),
    ])
    func aTermIsFoundInWhateverCaseAndForm(query: String, text: String, found: String?) throws {
        let matcher = try #require(TextMatcher(query))
        let bytes = Array(text.utf8)
        #expect(bytes.withUnsafeBytes { matcher.matches($0) } == (found != nil))
        let pieces = matcher.ranges(in: bytes, limit: 10).map { Array(bytes[$0]) }
        #expect(pieces == (found.map { [Array($0.utf8)] } ?? []))
    }

    /// What is compared byte by byte, and what is folded, must find the same.
    @Test func theWayOfBytesFindsWhatFoldingFinds() throws {
        let letters = Array("aAsSkKßẞſKeé\u{301}ÉΣσςüÜ ".unicodeScalars)
        var generator = Draws(state: 7)
        func draw(_ count: Int) -> String {
            var text = String.UnicodeScalarView()
            for _ in 0..<count { text.append(letters[Int.random(in: 0..<letters.count, using: &generator)]) }
            return String(text)
        }
        for _ in 0..<200 {
            let term = draw(Int.random(in: 1...3, using: &generator))
            let (sought, needle) = (try #require(SearchTerm(term)), folded(Array(term.utf8)))
            for _ in 0..<50 {
                let text = Array(draw(Int.random(in: 0...8, using: &generator)).utf8)
                let isFound = text.withUnsafeBytes { sought.occurs(in: $0) }
                let isThere = folded(text).ranges(of: needle).isEmpty == false
                #expect(isFound == !text.withUnsafeBytes { sought.ranges(in: $0, limit: 1) }.isEmpty)
                // Bytes alone also find a letter that a mark follows.
                #expect(isFound == isThere || isFound && text.contains(0xCC), "\(term) in \(String(decoding: text, as: UTF8.self))")
            }
        }
    }

    private func folded(_ text: [UInt8]) -> [UInt32] { text.withUnsafeBytes { FoldedLetters(of: $0).scalars() } }

    @Test func aFrequentTermDoesNotHideAnother() throws {
        let matcher = try #require(TextMatcher("e needle"))
        let text = Array((String(repeating: "e ", count: 100) + "needle").utf8)
        #expect(matcher.ranges(in: text, limit: 20).contains(200..<206))
    }

    @Test func bytesThatAreNoTextAreLookedThrough() throws {
        let matcher = try #require(TextMatcher("straße"))
        for bytes: [UInt8] in [[0xC3], [0xE2, 0x84], [0xF0, 0x9F], [0x80, 0xFF, 0xC3, 0x9F], [0xCC, 0x81, 0xCC, 0x81], []] {
            #expect(!bytes.withUnsafeBytes { matcher.matches($0) })
        }
    }
}

private struct Draws: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ (state >> 29)) &* 0x94D0_49BB_1331_11EB
    }
}
