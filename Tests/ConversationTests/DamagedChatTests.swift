import Conversation
import Identifiers
import JSON
import Problems
import ScriptedServer
import Synchronization
import TestSupport
import Testing

@Suite("Chats in which something is damaged", .timeLimit(.minutes(1)))
struct DamagedChatTests {
    @Test(arguments: TestEngine.allCases) func aQuestionUnderADamagedAnswerIsAnswered(engine: TestEngine) async throws {
        let bodies = Mutex<[JSON]>([])
        let bench = try await Workbench.open(engine) { request, connection in
            if let body = try? JSON.parse(request.body) { bodies.withLock { $0.append(body) } }
            _ = connection.write(piece("Answer") + ending)
        }
        let first = try await bench.ask("First")
        _ = try await bench.answer(first.reply)
        try await bench.workspace.damage("text", of: "messages", is: first.reply)
        try await bench.workspace.damage("title", of: "chats", is: first.chat)
        let second = Question(
            chat: first.chat, message: bench.workspace.ids.next(), parent: first.reply, text: "Second", reply: bench.workspace.ids.next(),
            model: nil)
        _ = try await bench.send(second)
        #expect(try await bench.answer(second.reply).status == .done)
        await bench.close()
        let shown = bodies.withLock { $0 }.last?["messages"]?.arrayValue?.map { $0["content"]?.stringValue }
        #expect(shown == ["First", "Second"])
        #expect(bench.announced.all.map(\.title) == ["First", ""])
    }

    @Test(arguments: TestEngine.allCases) func whatIsDamagedIsNeitherAnsweredNorWrittenOver(engine: TestEngine) async throws {
        let bench = try await Workbench.open(engine) { _, connection in _ = connection.write(piece("Half an ans")) }
        let caller = bench.workspace.caller
        let question = try await bench.ask("First")
        // The connection is closed before the end.
        #expect(try await bench.answer(question.reply).status == .error)
        try await bench.workspace.damage("text", of: "messages", is: question.reply)
        await #expect(throws: Problem(.unreadable)) {
            _ = try await bench.conversation.resume(question.reply, model: nil, of: question.chat, for: caller)
        }
        try await bench.workspace.damage("text", of: "messages", is: question.message)
        let reply = bench.workspace.ids.next()
        _ = try await bench.conversation.answer(question.message, reply: reply, model: nil, of: question.chat, for: caller)
        let answer = try await bench.answer(reply)
        #expect(answer.status == .error && answer.problem?.contains("question_damaged") == true)
        await bench.close()
    }
}
