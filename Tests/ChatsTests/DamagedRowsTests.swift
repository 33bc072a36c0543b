import Identifiers
import Problems
import Spaces
import TestSupport
import Testing

@testable import Chats

/// One flipped bit in what is stored must cost its row and no other.
@Suite struct DamagedRowsTests {
    @Test(arguments: TestEngine.allCases, DamagedStock.Place.allCases)
    func aDamagedRowComesEmptyAndMarkedAndTheOthersWhole(engine: TestEngine, place: DamagedStock.Place) async throws {
        let stock = try await DamagedStock(engine)
        try await stock.damage(place)
        let found = try await stock.changes()
        let chat = try #require(found.chat)
        let draft = try #require(found.draft)
        let folder = try #require(found.folder)
        let messages = try stock.messages.map { try #require(found.messages[$0]) }
        #expect(chat.isDamaged == [.title, .tags, .key].contains(place))
        #expect(chat.title == (place == .title || place == .key ? "" : "A line"))
        #expect(chat.tags == (place == .tags || place == .key ? [] : ["rivers"]))
        #expect(draft.isDamaged == (place == .draft || place == .key))
        #expect(draft.draft.current.text == (draft.isDamaged ? "" : "a draft"))
        #expect(folder.isDamaged == (place == .folder) && folder.name == (place == .folder ? "" : "A folder"))
        #expect(messages.map(\.isDamaged) == [place == .message || place == .key, place == .key])
        #expect(messages.allSatisfy { $0.isDamaged == $0.text.isEmpty && $0.isDamaged == ($0.problem != nil) })
    }

    @Test(arguments: TestEngine.allCases) func theIdIsLoggedOnceAndCounted(engine: TestEngine) async throws {
        let stock = try await DamagedStock(engine)
        try await stock.damage(.message)
        for _ in 0..<3 { _ = try await stock.changes() }
        _ = try await stock.chats.page(of: stock.chat, before: nil, for: stock.workspace.caller)
        #expect(stock.logged.count == 1 && stock.logged[0].contains(stock.messages[0].text))
        let text = String(decoding: stock.metrics.prometheusText(), as: UTF8.self)
        #expect(text.contains("parlance_damaged_rows_total{kind=\"message\"} 1"))
        #expect(text.contains("parlance_damaged_rows_total{kind=\"chat\"} 0"))
    }

    @Test(arguments: TestEngine.allCases) func aPageASearchAndTheListGoOn(engine: TestEngine) async throws {
        let stock = try await DamagedStock(engine)
        let caller = stock.workspace.caller
        for place in [DamagedStock.Place.message, .title] { try await stock.damage(place) }
        let page = try await stock.chats.page(of: stock.chat, before: nil, for: caller)
        #expect(page.messages.map(\.isDamaged) == [true, false])
        let hits = try await stock.chats.search("text", limit: 10, for: caller)
        #expect(hits.map(\.message) == [stock.messages[1]] && hits.map(\.title) == [""])
        #expect(try await stock.chats.list(for: caller).map(\.isDamaged) == [true])
        try await stock.damage(.key)
        #expect(try await stock.chats.page(of: stock.chat, before: nil, for: caller).messages.allSatisfy(\.isDamaged))
        #expect(try await stock.chats.search("text", limit: 10, for: caller).isEmpty)
    }

    @Test(arguments: TestEngine.allCases) func aModelIsShownTheBranchWithoutWhatIsDamaged(engine: TestEngine) async throws {
        let stock = try await DamagedStock(engine)
        let (chat, messages) = try await stock.workspace.line(of: 3)
        func branch(to message: Identifier, answer: Identifier) async throws -> [String] {
            let limit = BranchLimit(messages: 100, bytes: 1 << 20)
            return try await stock.chats.branch(
                to: message, answer: answer, of: chat, limit: limit, kept: nil, for: stock.workspace.caller
            ).turns.map { String(decoding: $0.text, as: UTF8.self) }
        }
        let answer = stock.workspace.ids.next()
        try await stock.damage(.message, of: messages[1])
        #expect(try await branch(to: messages[2], answer: answer) == ["text 0", "text 2"])
        // The question itself, and an answer that is to go on.
        await #expect(throws: Problem(.questionDamaged)) { _ = try await branch(to: messages[1], answer: messages[1]) }
        try await stock.damage(.message, of: messages[2])
        await #expect(throws: Problem(.questionDamaged)) { _ = try await branch(to: messages[2], answer: answer) }
    }

    @Test(arguments: TestEngine.allCases) func whatIsDamagedCanBeWrittenUnderRenamedReplacedAndRemoved(engine: TestEngine) async throws {
        let stock = try await DamagedStock(engine)
        let caller = stock.workspace.caller
        for place in [DamagedStock.Place.message, .title, .draft, .folder] { try await stock.damage(place) }
        let (parent, answer, device) = (stock.messages[0], stock.workspace.ids.next(), stock.device)
        let (chat, folder) = (stock.chat, stock.folder)
        let outcome = try await stock.workspace.changing { change in
            let writer = try ChatWriter(chat, change: change)
            try writer.add(.answer(answer, parent: parent, model: nil))
            // A name that cannot be read is not taken for none.
            try writer.nameIfUnnamed("Another name")
            try writer.draftWasSent(as: "sent", by: .init(device: device, mutation: nil), base: 0)
            return try writer.title()
        }
        guard case .made("", _) = outcome else { return #expect(Bool(false), "The damaged title was replaced.") }
        #expect(try await stock.changes().draft?.isDamaged == false)
        // To move a folder is not to name it.
        _ = try await stock.chats.setFolder(FolderFields(position: "b"), of: folder, for: caller)
        #expect(try await stock.changes().folder?.isDamaged == true)
        _ = try await stock.chats.setFolder(FolderFields(name: "Again"), of: folder, for: caller)
        _ = try await stock.chats.set(ChatFields(title: "Again"), of: chat, for: caller)
        let found = try await stock.changes()
        #expect(found.folder?.name == "Again" && found.folder?.isDamaged == false)
        #expect(found.chat?.title == "Again" && found.chat?.isDamaged == false)
    }

    @Test(arguments: TestEngine.allCases) func aChatWhoseKeyIsDamagedTakesNoTextAndCanBeRemoved(engine: TestEngine) async throws {
        let stock = try await DamagedStock(engine)
        let (chat, caller) = (stock.chat, stock.workspace.caller)
        try await stock.damage(.key)
        await #expect(throws: Problem(.unreadable)) { _ = try await stock.chats.set(ChatFields(title: "Name"), of: chat, for: caller) }
        _ = try await stock.chats.set(ChatFields(pinned: true), of: chat, for: caller)
        _ = try await stock.chats.clear(chat, for: caller)
        _ = try await stock.chats.purge(chat, for: caller)
        #expect(try await stock.changes().chat == nil)
    }
}
