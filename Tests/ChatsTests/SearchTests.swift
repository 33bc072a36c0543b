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
