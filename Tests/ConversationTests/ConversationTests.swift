import Chats
import Conversation
import Identifiers
import JSON
import Jobs
import Problems
import ScriptedServer
import Spaces
import Sync
import Synchronization
import TestSupport
import Testing

@Suite("Asking and answering", .timeLimit(.minutes(1)))
struct ConversationTests {
    @Test(arguments: TestEngine.allCases) func anAnswerIsWrittenKeptAndAnnounced(engine: TestEngine) async throws {
        let bench = try await Workbench.open(engine) { _, connection in
            for word in ["Blue", " is", " scattered."] { _ = connection.write(piece(word)) }
            _ = connection.write(ending)
        }
        let question = try await bench.ask("Why is the sky blue?")
        let answer = try await bench.answer(question.reply)
        #expect(answer.status == .done && answer.text == Array("Blue is scattered.".utf8))
        #expect(answer.usage?.input == 5 && answer.usage?.output == 3 && answer.model == "env/scripted")
        let chat = try await bench.workspace.chats.chat(question.chat, for: bench.workspace.caller)
        #expect(chat.title == "Why is the sky blue?" && chat.head == question.reply && chat.running.isEmpty && chat.unread)
        await bench.close()
        #expect(bench.announced.all.map(\.message) == [question.reply])
    }

    @Test(arguments: TestEngine.allCases) func rule8_sendingAgainAsksTheModelOnce(engine: TestEngine) async throws {
        let asked = Mutex(0)
        let bench = try await Workbench.open(engine) { _, connection in
            asked.withLock { $0 += 1 }
            _ = connection.write(piece("Once") + ending)
        }
        let mutation = bench.workspace.ids.next()
        let question = try await bench.ask("Hello", mutation: mutation)
        let versions = try await [bench.send(question, mutation: mutation), bench.send(question, mutation: mutation)]
        _ = try await bench.answer(question.reply)
        await bench.close()
        #expect(Set(versions).count == 1 && asked.withLock { $0 } == 1)
    }

    @Test(arguments: TestEngine.allCases) func theModelIsShownTheBranchAndNothingOfOthers(engine: TestEngine) async throws {
        let bodies = Mutex<[JSON]>([])
        let bench = try await Workbench.open(engine) { request, connection in
            if let body = try? JSON.parse(request.body) { bodies.withLock { $0.append(body) } }
            _ = connection.write(piece("Answer") + ending)
        }
        let first = try await bench.ask("First")
        _ = try await bench.answer(first.reply)
        for text in ["Second", "Second, edited"] {
            let next = Question(
                chat: first.chat, message: bench.workspace.ids.next(), parent: first.reply, text: text, reply: bench.workspace.ids.next(),
                model: nil)
            _ = try await bench.send(next)
            _ = try await bench.answer(next.reply)
        }
        await bench.close()
        let shown = bodies.withLock { $0 }.map { body in
            body["messages"]?.arrayValue?.map { "\($0["role"]?.stringValue ?? ""):\($0["content"]?.stringValue ?? "")" } ?? []
        }
        #expect(
            shown == [
                ["user:First"], ["user:First", "assistant:Answer", "user:Second"],
                ["user:First", "assistant:Answer", "user:Second, edited"],
            ])
    }

    @Test(arguments: TestEngine.allCases) func aStoppedAnswerKeepsItsTextAndGoesOnAfterIt(engine: TestEngine) async throws {
        let gate = Gate()
        let rounds = Mutex(0)
        let bench = try await Workbench.open(engine) { _, connection in
            let round = rounds.withLock { count in
                count += 1
                return count
            }
            _ = connection.write(piece(round == 1 ? "One two" : " three"))
            if round == 1 { gate.pass() }
            _ = connection.write(ending)
        }
        let caller = bench.workspace.caller
        let question = try await bench.ask("Count")
        await bench.heard("One two", of: question.reply)
        _ = try await bench.conversation.stop(question.reply, of: question.chat, for: caller)
        let stopped = try await bench.message(question.reply)
        #expect(stopped.status == .stopped && stopped.text == Array("One two".utf8))
        gate.open()
        _ = try await bench.conversation.resume(question.reply, model: nil, of: question.chat, for: caller)
        let whole = try await bench.answer(question.reply)
        #expect(whole.status == .done && whole.text == Array("One two three".utf8))
        await #expect(throws: Problem.self) {
            _ = try await bench.conversation.resume(question.reply, model: nil, of: question.chat, for: caller)
        }
        await bench.close()
    }

    @Test(arguments: TestEngine.allCases) func rule8_aStopThatIsSentAgainDoesNotEndWhatWasBegunAnew(engine: TestEngine) async throws {
        let gate = Gate()
        let rounds = Mutex(0)
        let bench = try await Workbench.open(engine) { _, connection in
            let round = rounds.withLock { count in
                count += 1
                return count
            }
            _ = connection.write(piece(round == 1 ? "One" : " two"))
            gate.pass()
            _ = connection.write(piece(".") + ending)
        }
        let caller = bench.workspace.caller
        let question = try await bench.ask("Count")
        await bench.heard("One", of: question.reply)
        let stop = bench.workspace.ids.next()
        func sendStop() async throws -> Int64 {
            try await bench.conversation.stop(
                question.reply, of: question.chat, for: Caller(caller.principal, in: caller.space, mutation: stop))
        }
        let version = try await sendStop()
        _ = try await bench.conversation.resume(question.reply, model: nil, of: question.chat, for: caller)
        await bench.heard("One two", of: question.reply)
        #expect(try await sendStop() == version)
        gate.open()
        gate.open()
        let whole = try await bench.answer(question.reply)
        #expect(whole.status == .done && whole.text == Array("One two.".utf8))
        await bench.close()
    }

    @Test(arguments: TestEngine.allCases) func anAnswerWhoseJobIsGoneIsMarked(engine: TestEngine) async throws {
        let bench = try await Workbench.open(engine) { _, connection in _ = connection.write(piece("Yes") + ending) }
        let question = try await bench.ask("Is it?")
        _ = try await bench.answer(question.reply)
        let lost = bench.workspace.ids.next()
        _ = try await bench.workspace.changing { change in
            try ChatWriter(question.chat, change: change).add(.answer(lost, parent: question.message, model: nil))
        }
        #expect(try await bench.runs.sweep() == 1)
        #expect(try await bench.message(lost).status == .interrupted)
        #expect(try await bench.runs.sweep() == 0)
        await bench.close()
    }

    @Test(arguments: TestEngine.allCases) func aMessageWithoutWordsIsRefused(engine: TestEngine) async throws {
        let bench = try await Workbench.open(engine) { _, _ in }
        await #expect(throws: Problem(.invalidField, field: "text")) { _ = try await bench.ask(" \n ") }
        await bench.close()
    }

    @Test(arguments: TestEngine.allCases) func aModelThatBreaksOffLeavesItsTextAndSaysWhy(engine: TestEngine) async throws {
        let bench = try await Workbench.open(engine) { _, connection in
            _ = connection.write(piece("Half an"))
            connection.reset()
        }
        let question = try await bench.ask("Go on")
        let answer = try await bench.answer(question.reply)
        #expect(answer.status == .error && answer.text == Array("Half an".utf8))
        #expect(answer.problem?.contains("provider_interrupted") == true)
        await bench.close()
    }

    @Test(arguments: TestEngine.allCases) func anUnknownModelFailsTheAnswerAndLosesNoQuestion(engine: TestEngine) async throws {
        let bench = try await Workbench.open(engine) { _, _ in }
        let ids = bench.workspace.ids
        let question = Question(
            chat: ids.next(), message: ids.next(), parent: nil, text: "Still here", reply: ids.next(), model: "nobody/nothing")
        _ = try await bench.send(question)
        let answer = try await bench.answer(question.reply)
        #expect(answer.status == .error && answer.problem?.contains("model_unknown") == true)
        #expect(try await bench.message(question.message).text == Array("Still here".utf8))
        await bench.close()
    }

    @Test(arguments: TestEngine.allCases) func aServerThatGoesDownKeepsWhatWasWrittenAsInterrupted(engine: TestEngine) async throws {
        let gate = Gate()
        let bench = try await Workbench.open(engine) { _, connection in
            _ = connection.write(piece("So far"))
            gate.pass()
        }
        let question = try await bench.ask("Write")
        await bench.heard("So far", of: question.reply)
        await bench.close()
        gate.open()
        let answer = try await bench.message(question.reply)
        #expect(answer.status == .interrupted && answer.text == Array("So far".utf8))
    }

    @Test(arguments: TestEngine.allCases) func anAnswerOfADeadProcessIsMarkedByTheNextOne(engine: TestEngine) async throws {
        var rules = JobRules()
        rules.lease = .milliseconds(600)
        rules.renewal = .seconds(3_600)
        rules.poll = .milliseconds(50)
        let gate = Gate()
        let first = try await Workbench.open(engine, rules: rules) { _, connection in
            _ = connection.write(piece("Heard by"))
            gate.pass()
        }
        let question = try await first.ask("Write")
        await first.heard("Heard by", of: question.reply)
        // The first process renews nothing, as if it were dead; the second finds the lease over.
        let second = try await Workbench.open(engine, on: first.workspace, rules: rules) { _, connection in
            _ = connection.write(piece("told anew") + ending)
        }
        let answer = try await second.answer(question.reply)
        #expect(answer.status == .interrupted && answer.text == Array("Heard by".utf8))
        gate.open()
        await first.close()
        await second.close()
        #expect(try await second.message(question.reply).status == .interrupted)
    }

    @Test(.timeLimit(.minutes(1)), arguments: TestEngine.allCases)
    func anOrderWhoseCommitWasInDoubtIsCarriedOutWhenItIsAskedForAgain(engine: TestEngine) async throws {
        var rules = JobRules()
        rules.lease = .seconds(900)
        let bench = try await Workbench.open(engine, rules: rules) { _, connection in _ = connection.write(piece("Yes") + ending) }
        let ids = bench.workspace.ids
        let question = Question(chat: ids.next(), message: ids.next(), parent: nil, text: "Is it?", reply: ids.next(), model: nil)
        let mutation = ids.next()
        let caller = Caller(bench.workspace.owner, in: bench.workspace.space, mutation: mutation)
        let version = try await bench.forgetful().send(question, for: caller)
        #expect(try await bench.message(question.reply).status == .pending)
        #expect(try await bench.send(question, mutation: mutation) == version)
        let answer = try await bench.answer(question.reply)
        #expect(answer.status == .done && String(decoding: answer.text, as: UTF8.self) == "Yes")
        await bench.close()
    }

    @Test(arguments: TestEngine.allCases) func aSentDraftIsClearedInTheSameTransaction(engine: TestEngine) async throws {
        let bench = try await Workbench.open(engine) { _, connection in _ = connection.write(piece("Yes") + ending) }
        let (ids, device, chat, reply) = (
            bench.workspace.ids, bench.workspace.ids.next(), bench.workspace.ids.next(), bench.workspace.ids.next()
        )
        let base = try await bench.perform(.setDraft(chat: chat, text: "Is it?", base: 0, chooses: false), ids.next(), of: device)
        let version = try await bench.perform(
            .send(chat: chat, message: ids.next(), parent: nil, text: "Is it?", reply: reply, model: nil, draft: base), ids.next(),
            of: device)
        #expect(try await bench.drafts(from: version) == [""])
        #expect(try await bench.workspace.chats.chat(chat, for: bench.workspace.caller).title == "Is it?")
        _ = try await bench.answer(reply)
        await bench.close()
    }

    @Test(arguments: TestEngine.allCases) func whatWasWrittenAfterAMessageStays_thoughThatComesLater(engine: TestEngine) async throws {
        let bench = try await Workbench.open(engine) { _, connection in _ = connection.write(piece("Yes") + ending) }
        let (ids, device, chat, reply) = (
            bench.workspace.ids, bench.workspace.ids.next(), bench.workspace.ids.next(), bench.workspace.ids.next()
        )
        let first = ids.next()
        let second = ids.next(after: first)
        let third = ids.next(after: second)
        let version = try await bench.perform(.setDraft(chat: chat, text: "Written after", base: 0, chooses: false), second, of: device)
        _ = try await bench.perform(
            .send(chat: chat, message: ids.next(), parent: nil, text: "Is it?", reply: reply, model: nil, draft: 0), first, of: device)
        #expect(try await bench.drafts(from: version) == ["Written after"])
        _ = try await bench.answer(reply)
        // What it wrote before another message goes with that.
        let (next, said) = (ids.next(), ids.next())
        let cleared = try await bench.perform(
            .send(chat: chat, message: said, parent: reply, text: "And is it?", reply: next, model: nil, draft: 0), third, of: device)
        #expect(try await bench.drafts(from: cleared) == [""])
        _ = try await bench.answer(next)
        await bench.close()
    }
}

extension Workbench {
    /// Carries out one mutation of a device.
    fileprivate func perform(_ operation: Mutation.Operation, _ id: Identifier, of device: Identifier) async throws -> Int64 {
        let mutations = ConversationMutations(spaces: workspace.spaces, chats: workspace.chats, conversation: conversation)
        return try await mutations.perform(Mutation(id: id, operation: operation), by: workspace.caller.principal, device: device)
    }

    /// What is written and not sent, in the drafts that have changed in this version and since.
    fileprivate func drafts(from version: Int64) async throws -> [String] {
        let changes = try await workspace.chats.changes(
            after: version - 1, through: .max, open: [], limit: LogLimit(rows: 100, bytes: 1 << 20), for: workspace.caller)
        return changes.rows.compactMap { if case .draft(let row) = $0 { row.draft.current.text } else { nil } }
    }
}
