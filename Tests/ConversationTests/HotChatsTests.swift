import Chats
import Identifiers
import JSON
import Jobs
import Models
import ScriptedServer
import Sealing
import Spaces
import Sync
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Conversation

@Suite("The history of chats in use", .timeLimit(.minutes(1)))
struct HotChatsTests {
    private let key = DataKey(id: IdentifierSource().next())

    /// What a model was shown, one list of turns for each answer.
    private final class Shown: Sendable {
        private let turns = Mutex<[[String]]>([])

        var all: [[String]] { turns.withLock { $0 } }

        func note(_ request: ScriptedRequest) {
            guard let body = try? JSON.parse(request.body) else { return }
            let shown = body["messages"]?.arrayValue?.map { "\($0["role"]?.stringValue ?? ""):\($0["content"]?.stringValue ?? "")" }
            turns.withLock { $0.append(shown ?? []) }
        }
    }

    private func reply(_ bench: Workbench, _ text: String, to parent: Question, below: Identifier? = nil) async throws -> Question {
        let next = Question(
            chat: parent.chat, message: bench.workspace.ids.next(), parent: below ?? parent.reply, text: text,
            reply: bench.workspace.ids.next(), model: nil)
        _ = try await bench.send(next)
        _ = try await bench.answer(next.reply)
        return next
    }

    /// Talks with branches, edits, a second answer and a continued one, and returns what the model was shown.
    private func talk(_ engine: TestEngine, memory: HotChatMemory?, metrics: Metrics) async throws -> [[String]] {
        let shown = Shown()
        let hot = memory.map { HotChats(store: $0.store, key: key, metrics: metrics) }
        let bench = try await Workbench.open(engine, hot: hot) { request, connection in
            shown.note(request)
            _ = connection.write(piece("Answer \(shown.all.count)") + ending)
        }
        let caller = bench.workspace.caller
        let first = try await bench.ask("First")
        _ = try await bench.answer(first.reply)
        try await settled(memory, 1)
        let second = try await reply(bench, "Second", to: first)
        try await settled(memory, 1)
        let third = try await reply(bench, "Third", to: second)
        _ = try await reply(bench, "Second, edited", to: first)
        _ = try await reply(bench, "After the edited one", to: third)
        let other = bench.workspace.ids.next()
        _ = try await bench.conversation.answer(second.message, reply: other, model: nil, of: first.chat, for: caller)
        _ = try await bench.answer(other)
        _ = try await bench.workspace.chats.rate(third.reply, 1, of: first.chat, for: caller)
        _ = try await reply(bench, "Last", to: third)
        await bench.close()
        return shown.all
    }

    /// Returns when that many chats are kept: the cache is filled behind the commit.
    private func settled(_ memory: HotChatMemory?, _ count: Int) async throws {
        guard let memory else { return }
        let deadline = ContinuousClock.now + .seconds(10)
        while memory.contents.values.reduce(0, { $0 + $1.count }) < count, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    @Test(arguments: TestEngine.allCases) func theModelIsShownTheSameWithAndWithoutIt(engine: TestEngine) async throws {
        let (with, without) = (Metrics(), Metrics())
        let shown = try await talk(engine, memory: HotChatMemory(), metrics: with)
        #expect(try await talk(engine, memory: nil, metrics: without) == shown)
        #expect(shown.count == 7)
        let text = String(decoding: with.prometheusText(), as: UTF8.self)
        #expect(text.contains(#"parlance_hot_chats_total{outcome="hit"}"#) && !text.contains(#"parlance_hot_chats_total{outcome="hit"} 0"#))
    }

    @Test func itHoldsThreeChatsOfAUserAndNoWordOfThem() async throws {
        let memory = HotChatMemory()
        let hot = HotChats(store: memory.store, key: key, metrics: Metrics())
        let bench = try await Workbench.open(.sqlite, hot: hot) { _, connection in
            _ = connection.write(piece("A most secret answer") + ending)
        }
        var questions: [Question] = []
        for number in 1...5 {
            questions.append(try await bench.ask("A secret question \(number)"))
            _ = try await bench.answer(questions[number - 1].reply)
            let name = key.pseudonym(of: questions[number - 1].chat, in: "chat")
            let deadline = ContinuousClock.now + .seconds(10)
            while memory.contents.values.first?[name] == nil, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(2))
            }
        }
        let user = key.pseudonym(of: bench.workspace.owner.user, in: "user")
        #expect(Array(memory.contents.keys) == [user])
        #expect(Set((memory.contents[user] ?? [:]).keys) == Set(questions.suffix(3).map { key.pseudonym(of: $0.chat, in: "chat") }))
        let sealed = memory.contents.values.flatMap(\.values).map { String(decoding: $0, as: UTF8.self) }
        let everything = "\(memory.contents.keys)" + sealed.joined()
        for word in ["secret", "question", "answer", bench.workspace.owner.user.text, questions[4].chat.text] {
            #expect(!everything.contains(word))
        }
        // What is thrown away is not kept.
        _ = try await bench.chats.set(ChatFields(deleted: true), of: questions[4].chat, for: bench.workspace.caller)
        #expect(memory.contents[user]?.count == 2)
        await bench.close()
    }

    @Test(arguments: TestEngine.allCases) func anAnswerThatEndsInTheTrashIsNotKept(engine: TestEngine) async throws {
        let memory = HotChatMemory()
        let gate = Gate()
        let bench = try await Workbench.open(engine, hot: HotChats(store: memory.store, key: key, metrics: Metrics())) { _, connection in
            _ = connection.write(piece("Too"))
            gate.pass()
            _ = connection.write(piece(" late") + ending)
        }
        let question = try await bench.ask("Throw it away")
        await bench.heard("Too", of: question.reply)
        #expect(try await bench.chats.clear(question.chat, for: bench.workspace.caller) == 1)
        gate.open()
        #expect(try await bench.answer(question.reply).status == .done)
        await bench.close()
        #expect(memory.contents.isEmpty)
    }

    @Test func itsMemoryIsBounded() {
        let memory = HotChatMemory(capacity: 1000)
        let store = memory.store
        for user in 0..<50 {
            for chat in 0..<4 { store.keep("user \(user)", "chat \(chat)", [UInt8](repeating: 1, count: 100)) }
        }
        #expect(memory.bytes <= 1000)
        #expect(memory.contents["user 49"]?.keys.sorted() == ["chat 1", "chat 2", "chat 3"])
        store.keep("user 49", "huge", [UInt8](repeating: 1, count: 600))
        #expect(memory.contents["user 49"]?["huge"] == nil)
        for chat in 1...3 { store.remove("user 49", "chat \(chat)") }
        #expect(memory.contents["user 49"] == nil)
    }
}
