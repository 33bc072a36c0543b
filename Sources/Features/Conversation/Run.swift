import Chats
import Database
import Events
import Identifiers
import Jobs
import Models
import Problems
import Spaces
import Sync
import Telemetry

/// Writes one answer: reads the conversation, asks the model, streams the text, keeps checkpoints, and commits the end.
struct Run: Sendable {
    let order: RunOrder
    let services: RunServices
    let handle: RunHandle
    /// Marks the job as done, in the transaction that makes the answer final.
    let complete: @Sendable (Connection) throws -> Void

    /// Writes the answer to its end. Whatever happens, the message has a final status afterwards, unless the database refuses for longer
    /// than the server lives: then the job's lease runs out and another worker marks it.
    func perform(attempt: Int) async throws(Problem) -> JobEnd {
        let message = try await services.chats.message(order.message, for: order.caller)
        switch RunRecovery.decide(status: message.status, attempt: attempt) {
        case .leave: return .done
        case .interrupt: try await interrupt(message)
        case .write: try await write(message)
        }
        return .committed
    }

    private func write(_ message: Message) async throws(Problem) {
        let stream: AnswerWriter
        do {
            stream = try services.streams.open(message: order.message, in: order.chat, text: message.text)
        } catch {
            throw Problem(error)
        }
        let progress = RunProgress(start: services.clock.now())
        let task = Task { await generate(message, to: stream, progress: progress) }
        handle.carry(task)
        await checkpoints(of: stream, progress, while: task)
        let version = try await uncancelled { () throws(Problem) in try await settle(stream, as: ending(progress.outcome)) }
        keep(progress.outcome.branch, with: stream.text, of: message, version: version)
    }

    /// Ends an answer whose worker has died, with what was kept of it. Its text is opened once more to be ended, so that devices that follow it,
    /// here or at another process, learn of the end.
    private func interrupt(_ message: Message) async throws(Problem) {
        let stream = try? services.streams.open(message: order.message, in: order.chat, text: message.text)
        try await uncancelled { () throws(Problem) in try await commit(MessageEnding(status: .interrupted), text: nil) }
        stream?.settle(Message.Status.interrupted.rawValue)
    }

    /// Keeps the branch with the answer for the next question; a version of nil says that somebody else has ended the answer.
    private func keep(_ branch: ChatBranch?, with text: [UInt8], of message: Message, version: Int64?) {
        guard let hot = services.hot else { return }
        // An answer that goes on is the last turn of its branch already: what it had then is part of the text.
        guard let branch, let version, !order.continues, !text.isEmpty,
            let sealed = try? branch.sealed(with: text, last: order.message, base: message.version, end: version)
        else { return hot.remove(order.chat, of: order.caller.principal.user) }
        hot.keep(sealed, of: order.chat, user: order.caller.principal.user)
    }

    /// Asks the model and hands on what comes, until it has said all or the run is ended.
    private func generate(_ message: Message, to stream: AnswerWriter, progress: RunProgress) async {
        do {
            let resolved = try await services.models.model(order.model)
            progress.update { $0.model = resolved.model.id }
            let branch = try await branch(upTo: message, context: resolved.model.context)
            progress.update { $0.branch = branch }
            let request = GenerationRequest(
                model: resolved.model.name, turns: turns(of: branch, context: resolved.model.context), temperature: nil, maxTokens: nil,
                continuesLastTurn: order.continues)
            var isFirst = true
            for try await event in try await resolved.provider.generate(request) {
                switch event {
                case .text(let bytes):
                    progress.update { $0.meter.textArrived(at: services.clock.now()) }
                    if isFirst { await keep(stream.text + bytes, cipher: branch.cipher) }
                    isFirst = false
                    try stream.append(utf8: bytes)
                case .usage(let usage): progress.update { $0.meter.told(usage) }
                case .finished: progress.update { $0.isWhole = true }
                }
            }
        } catch {
            let problem = Problem(error)
            progress.update { $0.problem = problem }
        }
    }

    /// The branch up to the question, and the answer so far when it is to go on.
    private func branch(upTo message: Message, context: Int?) async throws(Problem) -> ChatBranch {
        let limit = context.map { $0 / HistoryWindow.tokensPerTurn } ?? 2_000
        let end = order.continues ? message.id : message.parent ?? message.id
        let kept = order.continues ? nil : await services.hot?.branch(of: order.chat, user: order.caller.principal.user)
        let branch = try await services.chats.branch(
            to: end, answer: message.id, of: order.chat, limit: limit, kept: kept, for: order.caller)
        services.hot?.note(hit: branch.wasKept)
        return branch
    }

    /// What the model is shown of a branch.
    private func turns(of branch: ChatBranch, context: Int?) -> [ChatTurn] {
        let turns = branch.turns.filter { !$0.text.isEmpty }.map { turn in
            ChatTurn(ChatTurn.Role(turn.role), String(decoding: turn.text, as: UTF8.self))
        }
        return HistoryWindow(context: context).turns(turns)
    }

    private func ending(_ outcome: RunOutcome) -> MessageEnding {
        let usage = outcome.meter.usage(at: services.clock.now())
        return switch (handle.reason, outcome.isWhole, outcome.problem) {
        case (_, true, _): MessageEnding(status: .done, model: outcome.model, usage: usage)
        case (.stop, _, _): MessageEnding(status: .stopped, model: outcome.model, usage: usage)
        case (.shutdown, _, _): MessageEnding(status: .interrupted, model: outcome.model, usage: usage)
        case (nil, _, let problem):
            MessageEnding(status: .error, model: outcome.model, problem: problem ?? Problem(.internal), usage: usage)
        }
    }

    /// Keeps the text so far, sealed, once a second while it grows: a process that dies loses at most the last second.
    private func checkpoints(of stream: AnswerWriter, _ progress: RunProgress, while task: Task<Void, Never>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                var kept = stream.length
                while !Task.isCancelled {
                    try? await Task.sleep(for: services.checkpointInterval)
                    guard !Task.isCancelled, stream.length > kept, let cipher = progress.outcome.branch?.cipher else { continue }
                    let text = stream.text
                    if await keep(text, cipher: cipher) { kept = text.count }
                }
            }
            await task.value
            group.cancelAll()
        }
    }

    /// Keeps the text so far, sealed. A database that refuses for the moment does not end an answer: its text is in memory.
    @discardableResult
    private func keep(_ text: [UInt8], cipher: ChatCipher) async -> Bool {
        do throws(Problem) {
            try await services.chats.checkpoint(order.message, text: text, cipher: cipher)
            return true
        } catch {
            services.log.warning("checkpoint_failed", ["message": .id(order.message), "problem": .public(error.kind.code)])
            return false
        }
    }

    /// Commits the end, and goes on trying while the database refuses for the moment: the text is kept in memory meanwhile. Gives the version of
    /// the commit; nil when the answer had been ended before.
    private func settle(_ stream: AnswerWriter, as ending: MessageEnding) async throws(Problem) -> Int64? {
        var wait = Duration.milliseconds(50)
        while true {
            do throws(Problem) {
                let version = try await commit(ending, text: stream.text)
                stream.settle(ending.status.rawValue)
                return version
            } catch {
                services.log.error("answer_not_committed", ["message": .id(order.message), "problem": .public(error.kind.code)])
                // A chat that is gone wants no ending, and what is damaged will not mend; a database that is busy, full or away will.
                guard error.kind.retryable, error.kind != .runTakenOver, !handle.isShuttingDown else {
                    stream.settle(Message.Status.interrupted.rawValue)
                    throw error
                }
            }
            try? await Task.sleep(for: wait)
            wait = min(wait * 2, .seconds(5))
        }
    }

    /// Does something to its end even when the job is cancelled, for which a database refuses to begin anything.
    @discardableResult
    private func uncancelled<Value: Sendable>(
        _ work: @escaping @Sendable () async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let task = Task { () async -> Result<Value, Problem> in
            do throws(Problem) { return .success(try await work()) } catch { return .failure(error) }
        }
        return try await task.value.get()
    }

    @discardableResult
    private func commit(_ ending: MessageEnding, text: [UInt8]?) async throws(Problem) -> Int64? {
        let outcome = try await services.spaces.change(for: order.caller) { change in
            let chat = try ChatWriter(order.chat, change: change)
            let isFinal = try chat.finish(order.message, as: ending, text: text)
            try complete(change.connection)
            return isFinal ? try chat.title() : nil
        }
        guard case .made(.some(let title), let version) = outcome else { return nil }
        services.announce(
            FinishedAnswer(
                space: order.caller.space, chat: order.chat, message: order.message, title: title, status: ending.status.rawValue))
        return version
    }
}

extension ChatTurn.Role {
    init(_ role: Message.Role) {
        switch role {
        case .user: self = .user
        case .assistant: self = .assistant
        case .system: self = .system
        }
    }
}
