@testable import Chats
import Database
import Identifiers
import Problems
import Spaces
import TestSupport
import Testing

@Suite struct ChatsTests {
    @Test(arguments: TestEngine.allCases) func settingOneFieldLeavesTheOthers(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, _) = try await workspace.line(of: 2)
        func set(_ fields: ChatFields) async throws {
            _ = try await workspace.chats.set(fields, of: chat, for: workspace.caller)
        }
        try await set(ChatFields(title: "Räume 🪐"))
        try await set(ChatFields(pinned: true))
        try await set(ChatFields(model: "a/b"))
        try await set(ChatFields(hidden: true))
        let found = try await workspace.chats.chat(chat, for: workspace.caller)
        #expect(found.title == "Räume 🪐" && found.pinned && found.hidden && found.model == "a/b" && found.deleted == nil)
    }

    @Test(arguments: TestEngine.allCases) func whatIsInTheTrashComesBackAndWhatIsPurgedDoesNot(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, messages) = try await workspace.line(of: 3)
        let caller = workspace.caller
        await #expect(throws: Problem(.chatNotInTrash)) {
            _ = try await workspace.chats.purge(chat, for: caller)
        }
        #expect(try await workspace.chats.clear(chat, for: caller) == 1)
        #expect(try await workspace.chats.list(for: caller).isEmpty)
        _ = try await workspace.chats.set(ChatFields(deleted: false), of: chat, for: caller)
        #expect(try await workspace.chats.list(for: caller).map(\.id) == [chat])
        _ = try await workspace.chats.clear(nil, for: caller)
        let version = try await workspace.chats.purge(chat, for: caller)
        await #expect(throws: Problem(.messageUnknown)) {
            _ = try await workspace.chats.message(messages[0], for: caller)
        }
        let changes = try await workspace.chats.changes(after: version - 1, through: version, open: [], limit: .ample, for: caller)
        #expect(changes.rows == [.gone(Tombstone(kind: "chat", id: chat, version: version))])
    }

    @Test(arguments: TestEngine.allCases) func rule7_oldTombstonesGoAndLeaveAFloor(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, _) = try await workspace.line(of: 1)
        _ = try await workspace.chats.clear(chat, for: workspace.caller)
        let gone = try await workspace.chats.purge(chat, for: workspace.caller)
        try await workspace.spaces.compact()
        #expect(try await workspace.spaces.position(of: workspace.owner).floor == 0)
        workspace.clock.advance(by: .seconds(91 * 24 * 3_600))
        _ = try await workspace.line(of: 1)
        try await workspace.spaces.compact()
        let position = try await workspace.spaces.position(of: workspace.owner)
        #expect(position.floor == gone && position.space.version == gone + 1)
        #expect(try await workspace.database.read { try $0.query("SELECT id FROM tombstones").count } == 0)
    }

    @Test(arguments: TestEngine.allCases) func aLongLineIsPurgedWhole(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, _) = try await workspace.line(of: 1_500)
        _ = try await workspace.chats.clear(chat, for: workspace.caller)
        _ = try await workspace.chats.purge(chat, for: workspace.caller)
        let left = try await workspace.database.read { try $0.query("SELECT count(*) FROM messages").first?.int(0) }
        #expect(left == 0)
    }

    @Test(arguments: TestEngine.allCases) func choosingABranchShowsItsNewestLeaf(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, messages) = try await workspace.line(of: 4)
        let (other, otherReply) = (workspace.ids.next(), workspace.ids.next())
        _ = try await workspace.changing { change in
            let writer = try ChatWriter(chat, change: change)
            try writer.add(.question(other, parent: messages[1], text: "another way"))
            try writer.add(.answer(otherReply, parent: other, model: nil))
            try writer.finish(otherReply, as: MessageEnding(status: .done), text: Array("there".utf8))
            try writer.show(otherReply)
        }
        func head() async throws -> Identifier? {
            try await workspace.chats.chat(chat, for: workspace.caller).head
        }
        #expect(try await head() == otherReply)
        _ = try await workspace.chats.showBranch(through: messages[2], of: chat, for: workspace.caller)
        #expect(try await head() == messages[3])
        let page = try await workspace.chats.page(of: chat, before: nil, for: workspace.caller)
        #expect(page.branches.count == 1 && page.branches[0].parent == messages[1])
        #expect(page.branches[0].children == [messages[2], other])
    }

    @Test(arguments: TestEngine.allCases) func pagesOfALongChatCoverItOnceFromTheEnd(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, messages) = try await workspace.line(of: 101)
        var seen: [Message] = []
        var before: Identifier?
        repeat {
            let page = try await workspace.chats.page(of: chat, before: before, for: workspace.caller)
            seen = page.messages + seen
            before = page.first
        } while before != nil
        #expect(seen.map(\.id) == messages)
        #expect(seen.map { String(decoding: $0.text, as: UTF8.self) } == (0..<101).map { "text \($0)" })
    }

    @Test(arguments: TestEngine.allCases) func aPageOfLongTextsEndsEarly(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let long = String(repeating: "x", count: 200_000)
        let (chat, messages) = try await workspace.line(of: 6) { _ in long }
        let page = try await workspace.chats.page(of: chat, before: nil, for: workspace.caller)
        #expect(page.messages.map(\.id) == messages.suffix(2))
        #expect(page.first == messages[4])
    }

    @Test(arguments: TestEngine.allCases) func aMessageNeedsItsParentInTheSameChat(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (_, strange) = try await workspace.line(of: 1)
        let (chat, own) = try await workspace.line(of: 1)
        await #expect(throws: Problem(.messageUnknown)) {
            _ = try await workspace.changing { change in
                try ChatWriter(chat, change: change).add(.question(Identifier(high: 7, low: 7), parent: strange[0], text: "?"))
            }
        }
        await #expect(throws: Problem(.identifierTaken)) {
            _ = try await workspace.changing { change in
                try ChatWriter(chat, change: change).add(.question(own[0], parent: nil, text: "?"))
            }
        }
    }

    @Test(arguments: TestEngine.allCases) func whoeverEndsAnAnswerFirstHasTheLastWord(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, messages) = try await workspace.line(of: 1)
        let answer = workspace.ids.next()
        _ = try await workspace.changing { change in
            try ChatWriter(chat, change: change).add(.answer(answer, parent: messages[0], model: nil))
        }
        for (status, text) in [(Message.Status.stopped, "first"), (.done, "second")] {
            _ = try await workspace.changing { change in
                try ChatWriter(chat, change: change).finish(answer, as: MessageEnding(status: status), text: Array(text.utf8))
            }
        }
        let found = try await workspace.chats.message(answer, for: workspace.caller)
        #expect(found.status == .stopped && found.text == Array("first".utf8))
    }

    @Test(arguments: TestEngine.allCases) func noTextStandsInTheDatabase(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let canary = "a canary sings at noon"
        let (chat, _) = try await workspace.line(of: 2) { _ in canary }
        _ = try await workspace.chats.set(ChatFields(title: canary), of: chat, for: workspace.caller)
        let stored = try await workspace.database.read { connection in
            try connection.query("SELECT text FROM messages").map { try $0.blob(0) }
                + connection.query("SELECT title FROM chats").map { try $0.blob(0) }
        }
        #expect(stored.count == 3)
        for bytes in stored { #expect(!String(decoding: bytes, as: UTF8.self).contains("canary")) }
    }

    @Test(arguments: TestEngine.allCases) func aTextMovedToAnotherRowDoesNotOpen(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (_, messages) = try await workspace.line(of: 2)
        try await workspace.database.write { connection in
            try connection.execute(
                "UPDATE messages SET text = (SELECT text FROM messages WHERE id = \(messages[0])) WHERE id = \(messages[1])")
        }
        let moved = try await workspace.chats.message(messages[1], for: workspace.caller)
        #expect(moved.isDamaged && moved.text.isEmpty)
    }
}

extension LogLimit {
    static let ample = LogLimit(rows: 1_000, bytes: 1 << 20)
}
