@testable import Chats
import Database
import Identifiers
import Spaces
import TestSupport
import Testing

@Suite struct SiblingOrderTests {
    @Test(arguments: TestEngine.allCases) func theLastOneAddedIsTheNewestThoughTheClockWasSetBack(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, messages) = try await workspace.line(of: 2)
        var answers = [messages[1]]
        for _ in 0..<3 {
            workspace.clock.advance(by: .seconds(-3_600))
            let answer = workspace.ids.next()
            _ = try await workspace.changing { change in
                let writer = try ChatWriter(chat, change: change)
                try writer.add(.answer(answer, parent: messages[0], model: nil))
                try writer.finish(answer, as: MessageEnding(status: .done), text: [])
            }
            answers.append(answer)
        }
        let root = workspace.ids.next()
        _ = try await workspace.changing { change in
            try ChatWriter(chat, change: change).add(.question(root, parent: nil, text: "edited"))
        }
        // What changes of a message later does not move it.
        _ = try await workspace.chats.rate(messages[1], 1, of: chat, for: workspace.caller)
        #expect(try await workspace.chats.answer(to: messages[0], for: workspace.caller).id == answers[3])
        _ = try await workspace.chats.showBranch(through: messages[0], of: chat, for: workspace.caller)
        #expect(try await workspace.chats.chat(chat, for: workspace.caller).head == answers[3])
        let children = try await workspace.database.read { connection in
            try MessageTables.children(of: [nil, messages[0]], chat: chat, in: connection).map(\.child)
        }
        #expect(children == answers + [messages[0], root])
    }

    @Test(arguments: TestEngine.allCases) func whatWasThereBeforeIsNumberedByItsTime(engine: TestEngine) async throws {
        let earlier = ChatsMigrations.all.prefix { $0.name != "chats/0004_sequence" }
        let database = try await TestDatabase.open(engine, migrations: SpacesMigrations.all + earlier)
        let ids = (0..<5).map { Identifier(high: 1, low: 10 - $0) }
        let (space, chats) = (Identifier(high: 2, low: 1), [Identifier(high: 3, low: 1), Identifier(high: 3, low: 2)])
        try await database.write { connection in
            try connection.execute(
                "INSERT INTO spaces (id, kind, name, version, created_at) VALUES (\(space), 'personal', '', 9, 0)")
            for chat in chats {
                try connection.execute(
                    """
                    INSERT INTO chats (id, space_id, version, key_wrapped, title, created_at, updated_at)
                    VALUES (\(chat), \(space), 1, \([UInt8(1)]), \([UInt8(1)]), 0, 0)
                    """)
            }
            for (place, time) in [(0, 30), (1, 10), (2, 20), (3, 20), (4, 40)] {
                try connection.execute(
                    """
                    INSERT INTO messages (id, chat_id, space_id, version, role, status, text, created_at)
                    VALUES (\(ids[place]), \(chats[place == 4 ? 1 : 0]), \(space), 1, 'user', 'done', \([UInt8(1)]), \(time))
                    """)
            }
        }
        try await database.migrate(SpacesMigrations.all + ChatsMigrations.all)
        let order = try await database.read { connection in
            try connection.query("SELECT id, sequence FROM messages ORDER BY chat_id, sequence").map {
                (try $0.identifier(0), try $0.int(1))
            }
        }
        #expect(order.map(\.0) == [ids[1], ids[3], ids[2], ids[0], ids[4]])
        #expect(order.map(\.1) == [1, 2, 3, 4, 1])
    }
}
