import Chats
import Events
import Identifiers
import Jobs
import Problems
import ScriptedServer
import Spaces
import Synchronization
import TestSupport
import Testing

@testable import Conversation

@Suite("Whoever ends an answer", .timeLimit(.minutes(1)))
struct EndingTests {
    /// Nobody renews a lease, and nobody takes one over, but at the start.
    private static let quiet: JobRules = {
        var rules = JobRules()
        rules.lease = .seconds(3_600)
        rules.renewal = .seconds(3_600)
        return rules
    }()

    @Test(arguments: TestEngine.allCases) func whoWasOvertakenElsewhereKeepsNothingAndAsksForNoMore(engine: TestEngine) async throws {
        let (goesOn, ends) = (Gate(), Gate())
        let isCut = AsyncStream<Void>.makeStream()
        let there = try await Workbench.open(engine, rules: Self.quiet) { request, connection in
            if String(decoding: request.body, as: UTF8.self).contains("Ready?") { return _ = connection.write(piece("Yes") + ending) }
            _ = connection.write(piece(" of there"))
            ends.pass()
            _ = connection.write(piece(".") + ending)
        }
        // With SQLite it takes back, once at its start, what others have leased.
        _ = try await there.answer(try await there.ask("Ready?").reply)
        let here = try await Workbench.open(engine, on: there.workspace, rules: Self.quiet) { _, connection in
            _ = connection.write(piece("One"))
            goesOn.pass()
            _ = connection.write(piece(" of here"))
            connection.waitForEnd()
            isCut.continuation.yield()
        }
        let caller = here.workspace.caller
        let question = try await here.ask("Write")
        await here.heard("One", of: question.reply)
        // Neither process can reach the other: each ends and begins what it finds in the database.
        _ = try await there.conversation.stop(question.reply, of: question.chat, for: caller)
        _ = try await there.conversation.resume(question.reply, model: nil, of: question.chat, for: caller)
        await there.heard("One of there", of: question.reply)
        goesOn.open()
        for await _ in isCut.stream { break }
        while here.streams.read(question.reply, from: 0, limit: 1)?.end == nil { await Task.yield() }
        let running = try await there.message(question.reply)
        #expect(running.status == .processing && running.text.starts(with: Array("One of there".utf8)))
        ends.open()
        let answer = try await there.answer(question.reply)
        #expect(answer.status == .done && answer.text == Array("One of there.".utf8))
        await here.close()
        await there.close()
        #expect(try await there.message(question.reply).text == Array("One of there.".utf8))
        #expect(here.announced.all.map(\.status) == [])
        #expect(there.announced.all.map(\.status) == ["done", "stopped", "done"])
    }

    @Test(arguments: TestEngine.allCases) func theSweepLeavesAnAnswerThatSomebodyGoesOnWith(engine: TestEngine) async throws {
        let gate = Gate()
        let bench = try await Workbench.open(engine) { _, connection in
            _ = connection.write(piece("Here"))
            gate.pass()
            _ = connection.write(ending)
        }
        let question = try await bench.ask("Is anybody there?")
        await bench.heard("Here", of: question.reply)
        let workspace = bench.workspace
        let found = Runs.Abandoned(
            message: question.reply, chat: question.chat, space: workspace.space, owner: workspace.owner.user)
        #expect(try await !bench.runs.mark(found))
        #expect(try await bench.message(question.reply).status == .processing)
        gate.open()
        #expect(try await bench.answer(question.reply).status == .done)
        #expect(try await !bench.runs.mark(found))
        await bench.close()
        #expect(bench.announced.all.map(\.status) == ["done"])
    }

    @Test(arguments: [
        (StreamLimits(text: 8), "answer_too_long"), (StreamLimits(total: 8), "overloaded"),
    ]) func anAnswerForWhichThereIsNoRoomSaysWhetherItIsTooLong(limits: StreamLimits, code: String) async throws {
        let gate = Gate()
        let bench = try await Workbench.open(.sqlite, limits: limits) { _, connection in
            _ = connection.write(piece("12345678"))
            gate.pass()
            _ = connection.write(piece("9") + ending)
        }
        let question = try await bench.ask("Count")
        await bench.heard("12345678", of: question.reply)
        gate.open()
        let answer = try await bench.answer(question.reply)
        #expect(answer.status == .error && answer.text == Array("12345678".utf8))
        #expect(answer.problem?.contains(#""\#(code)""#) == true)
        await bench.close()
    }
}
