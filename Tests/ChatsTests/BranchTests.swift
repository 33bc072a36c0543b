import Chats
import Identifiers
import Spaces
import TestSupport
import Testing

/// What is read of a long chat to be shown to a model.
@Suite struct BranchTests {
    @Test(arguments: TestEngine.allCases) func itGoesBackUntilItsLimitIsReached(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, messages) = try await workspace.line(of: 9) { _ in String(repeating: "x", count: 100) }
        func read(messages count: Int, bytes: Int) async throws -> ChatBranch {
            try await workspace.chats.branch(
                to: messages[8], answer: workspace.ids.next(), of: chat, limit: BranchLimit(messages: count, bytes: bytes), kept: nil,
                for: workspace.caller)
        }
        for (bytes, count) in [(1, 1), (100, 1), (101, 2), (300, 3), (850, 9), (900, 9)] {
            let branch = try await read(messages: 100, bytes: bytes)
            #expect(branch.turns.count == count && branch.isWhole == (count == 9))
        }
        #expect(try await read(messages: 4, bytes: .max).turns.count == 4)
    }

    @Test(arguments: TestEngine.allCases) func whatWasKeptIsTakenWhereItReachesFarEnough(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, messages) = try await workspace.line(of: 10) { _ in String(repeating: "x", count: 100) }
        let caller = workspace.caller
        func read(to message: Identifier, bytes: Int, kept: [UInt8]?) async throws -> ChatBranch {
            try await workspace.chats.branch(
                to: message, answer: workspace.ids.next(), of: chat, limit: BranchLimit(messages: 100, bytes: bytes), kept: kept,
                for: caller)
        }
        let base = try await workspace.spaces.position(of: workspace.owner).space.version
        let part = try await read(to: messages[8], bytes: 250, kept: nil)
        let kept = try part.sealed(with: Array(repeating: 120, count: 100), last: messages[9], base: base, end: base)
        let question = workspace.ids.next()
        _ = try await workspace.changing { change in
            try ChatWriter(chat, change: change).add(.question(question, parent: messages[9], text: "And?"))
        }
        let same = try await read(to: question, bytes: 250, kept: kept)
        #expect(same.wasKept && same.turns.count == 5 && !same.isWhole)
        // A model that sees more needs more than was kept.
        let more = try await read(to: question, bytes: 500, kept: kept)
        #expect(!more.wasKept && more.turns.count == 6)
    }
}
