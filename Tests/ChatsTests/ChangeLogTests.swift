@testable import Chats
import Identifiers
import Problems
import Spaces
import TestSupport
import Testing

/// What a device that follows the log ends up with must be what the database holds, however the log is cut.
@Suite struct ChangeLogTests {
    @Test(arguments: TestEngine.allCases) func rule4_stretchesOfAnySizeAddUpToTheWholeWithoutSplittingAVersion(
        engine: TestEngine
    ) async throws {
        let workspace = try await TestWorkspace.open(engine)
        var chats: [Identifier] = []
        for count in [1, 7, 3, 12] { chats.append(try await workspace.line(of: count).chat) }
        // One version that touches all chats, and is wider than the smallest limit.
        _ = try await workspace.chats.clear(nil, for: workspace.caller)
        _ = try await workspace.chats.set(ChatFields(deleted: false), of: chats[2], for: workspace.caller)
        _ = try await workspace.chats.purge(chats[0], for: workspace.caller)
        let through = try await workspace.spaces.position(of: workspace.owner).space.version
        let open = Set(chats)
        let whole = try await workspace.chats.changes(after: 1, through: through, open: open, limit: .ample, for: workspace.caller)
        #expect(whole.to == through)
        for rows in [4, 5, 8, 20] {
            var collected: [ChangedRow] = []
            var cursor: Int64 = 1
            var steps = 0
            while cursor < through, steps < 200 {
                let part = try await workspace.chats.changes(
                    after: cursor, through: through, open: open, limit: LogLimit(rows: rows, bytes: 1 << 20), for: workspace.caller)
                #expect(part.to > cursor)
                #expect(part.rows.allSatisfy { $0.version > cursor && $0.version <= part.to })
                collected += part.rows
                cursor = part.to
                steps += 1
            }
            #expect(collected.map(\.version) == collected.map(\.version).sorted())
            #expect(Set(collected.map(String.init(describing:))) == Set(whole.rows.map(String.init(describing:))))
            #expect(collected.count == whole.rows.count)
        }
    }

    @Test(arguments: TestEngine.allCases) func rule6_messagesOfClosedChatsAreLeftOut(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let shown = try await workspace.line(of: 2)
        _ = try await workspace.line(of: 2)
        let through = try await workspace.spaces.position(of: workspace.owner).space.version
        let changes = try await workspace.chats.changes(
            after: 0, through: through, open: [shown.chat], limit: .ample, for: workspace.caller)
        var messages: [Identifier] = []
        for case .message(let message) in changes.rows { messages.append(message.id) }
        #expect(Set(messages) == Set(shown.messages))
        #expect(changes.rows.count == 4)
    }

    @Test(arguments: TestEngine.allCases) func aStretchEndsWhereItsBytesAreSpent(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, messages) = try await workspace.line(of: 1)
        for _ in 0..<5 {
            let id = workspace.ids.next()
            _ = try await workspace.changing { change in
                try ChatWriter(chat, change: change).add(
                    .question(id, parent: messages[0], text: String(repeating: "y", count: 1_000)))
            }
        }
        let through = try await workspace.spaces.position(of: workspace.owner).space.version
        let part = try await workspace.chats.changes(
            after: through - 5, through: through, open: [chat], limit: LogLimit(rows: 100, bytes: 1_500), for: workspace.caller)
        #expect(part.rows.count == 2 && part.to == through - 3)
    }

    @Test(arguments: TestEngine.allCases) func whatIsBeyondAStretchIsNotOpened(engine: TestEngine) async throws {
        let stock = try await DamagedStock(engine)
        let ids = [stock.workspace.ids.next(), stock.workspace.ids.next()]
        for id in ids {
            _ = try await stock.workspace.changing { [chat = stock.chat] change in
                try ChatWriter(chat, change: change).add(.question(id, parent: nil, text: String(repeating: "y", count: 100_000)))
            }
        }
        try await stock.damage(.message, of: ids[1])
        let through = try await stock.workspace.spaces.position(of: stock.workspace.owner).space.version
        func stretch(after: Int64) async throws -> ChangedRows {
            try await stock.chats.changes(
                after: after, through: through, open: [stock.chat], limit: LogLimit(rows: 100, bytes: 1_000), for: stock.workspace.caller)
        }
        let first = try await stretch(after: through - 2)
        #expect(first.to == through - 1 && first.rows.count == 1 && stock.logged.isEmpty)
        let second = try await stretch(after: first.to)
        #expect(second.to == through && second.rows.count == 1 && stock.logged.count == 1)
    }

    @Test(arguments: TestEngine.allCases) func aCheckpointIsToldToNoDeviceAndKeptForTheNextWorker(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, messages) = try await workspace.line(of: 1)
        let answer = workspace.ids.next()
        let begun = try await workspace.changing { change in
            let writer = try ChatWriter(chat, change: change)
            try writer.add(.answer(answer, parent: messages[0], model: nil))
            return try writer.cipher
        }
        guard case .made(let cipher, _) = begun else { return }
        let before = try await workspace.spaces.position(of: workspace.owner).space.version
        try await workspace.chats.checkpoint(answer, text: Array("so far".utf8), cipher: cipher) { _ in }
        await #expect(throws: Problem(.conflict)) {
            try await workspace.chats.checkpoint(answer, text: Array("another's".utf8), cipher: cipher) { _ in throw Problem(.conflict) }
        }
        #expect(try await workspace.spaces.position(of: workspace.owner).space.version == before)
        let kept = try await workspace.chats.message(answer, for: workspace.caller)
        #expect(kept.text == Array("so far".utf8))
        let page = try await workspace.chats.page(of: chat, before: messages[0], for: workspace.caller)
        #expect(page.running == [answer])
    }
}
