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
        let message = try await services.chats.message(order.message, in: order.space, as: order.principal)
        switch RunRecovery.decide(status: message.status, attempt: attempt) {
        case .leave: return .done
        case .interrupt: try await commit(MessageEnding(status: .interrupted), text: nil)
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
        await checkpoints(of: stream, while: task)
        try await settle(stream, as: ending(progress.outcome))
    }

    /// Asks the model and hands on what comes, until it has said all or the run is ended.
    private func generate(_ message: Message, to stream: AnswerWriter, progress: RunProgress) async {
        do {
            let resolved = try await services.models.model(order.model)
            progress.update { $0.model = resolved.model.id }
            let turns = try await conversation(upTo: message, context: resolved.model.context)
            let request = GenerationRequest(
                model: resolved.model.name, turns: turns, temperature: nil, maxTokens: nil, continuesLastTurn: order.continues)
            let cipher = try await services.chats.cipher(of: order.chat, in: order.space, as: order.principal)
            var isFirst = true
            for try await event in try await resolved.provider.generate(request) {
                switch event {
                case .text(let bytes):
                    progress.update { $0.meter.textArrived(at: services.clock.now()) }
                    if isFirst { await keep(stream.text + bytes, cipher: cipher) }
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

    /// What the model is shown: the branch up to the question, and the answer so far when it is to go on.
    private func conversation(upTo message: Message, context: Int?) async throws -> [ChatTurn] {
        let limit = context.map { $0 / HistoryWindow.tokensPerTurn } ?? 2_000
        let end = order.continues ? message.id : message.parent ?? message.id
        let way = try await services.chats.way(to: end, of: order.chat, in: order.space, limit: limit, as: order.principal)
        let turns = way.filter { !$0.text.isEmpty }.map { message in
            ChatTurn(ChatTurn.Role(message.role), String(decoding: message.text, as: UTF8.self))
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
    private func checkpoints(of stream: AnswerWriter, while task: Task<Void, Never>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                guard let cipher = try? await services.chats.cipher(of: order.chat, in: order.space, as: order.principal) else { return }
                var kept = stream.length
                while !Task.isCancelled {
                    try? await Task.sleep(for: services.checkpointInterval)
                    guard !Task.isCancelled, stream.length > kept else { continue }
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

    /// Commits the end, and goes on trying while the database refuses for the moment: the text is kept in memory meanwhile.
    private func settle(_ stream: AnswerWriter, as ending: MessageEnding) async throws(Problem) {
        var wait = Duration.milliseconds(50)
        while true {
            do throws(Problem) {
                try await commit(ending, text: stream.text)
                stream.settle(ending.status.rawValue)
                return
            } catch {
                services.log.error("answer_not_committed", ["message": .id(order.message), "problem": .public(error.kind.code)])
                // A chat that is gone wants no ending; anything else is the database's, and may pass.
                guard error.kind.status >= 500, handle.reason != .shutdown else {
                    stream.settle(Message.Status.interrupted.rawValue)
                    throw error
                }
            }
            try? await Task.sleep(for: wait)
            wait = min(wait * 2, .seconds(5))
        }
    }

    private func commit(_ ending: MessageEnding, text: [UInt8]?) async throws(Problem) {
        let outcome = try await services.spaces.change(order.space, as: order.principal) { change in
            let chat = try ChatWriter(order.chat, change: change)
            let isFinal = try chat.finish(order.message, as: ending, text: text)
            try complete(change.connection)
            return isFinal ? try chat.title() : nil
        }
        guard case .made(.some(let title), _) = outcome else { return }
        services.announce(
            FinishedAnswer(
                space: order.space, chat: order.chat, message: order.message, title: title, status: ending.status.rawValue))
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
