import Foundation
import Testing

@Suite struct ProblemCodesTests {
    /// Every problem of the product, as its source says it.
    private struct Declared: Hashable {
        let code: String
        let status: String
        let sentence: String
    }

    private func declared() throws -> [Declared] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let sources = root.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var found: [Declared] = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /ProblemKind\(\s*"([^"]*)",\s*status:\s*(\d+),\s*"([^"]*)"/) {
                found.append(Declared(code: String(match.1), status: String(match.2), sentence: String(match.3)))
            }
        }
        return found
    }

    @Test func everyCodeIsDeclaredOnceWithOneSentenceAndOneStatus() throws {
        let found = try declared()
        let byCode = Dictionary(grouping: found, by: \.code)
        #expect(byCode.filter { $0.value.count > 1 }.keys.sorted() == [])
        #expect(byCode["answer_too_long"] != nil && byCode["overloaded"] != nil && byCode["run_taken_over"] != nil)
    }

    @Test func noTwoCodesSayTheSame() throws {
        let bySentence = Dictionary(grouping: try declared(), by: \.sentence)
        #expect(bySentence.filter { $0.value.count > 1 }.keys.sorted() == [])
    }
}
