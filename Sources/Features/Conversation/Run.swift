import Chats
import Identifiers
import Jobs
import Problems
import Spaces
import Sync
import Telemetry

/// Writes one answer: reads the conversation, asks the model, streams the text, keeps checkpoints, and commits the end.
struct Run: Sendable {
    let order: RunOrder
    let services: RunServices
    let handle: RunHandle
    let lease: RunLease

    /// Writes the answer to its end. Whatever happens, the message has a final status afterwards, unless the database refuses for longer
    /// than the server lives: then the job's lease runs out and another worker marks it.
    ///
    /// - Throws: `run_taken_over` as soon as it is known that somebody else has ended the answer or goes on with it, or a storage problem.
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
        await keepCheckpoints(of: stream, progress, while: task)
        let version = try await uncancelled { () throws(Problem) in try await settle(stream, as: ending(progress.outcome)) }
        await keep(progress.outcome.branch, with: stream.text, of: message, version: version)
    }

    /// Ends an answer whose worker has died, with what was kept of it. Its text is opened once more to be ended, so that devices that follow it,
    /// here or at another process, learn of the end.
    private func interrupt(_ message: Message) async throws(Problem) {
        let stream = try? services.streams.open(message: order.message, in: order.chat, text: message.text)
        _ = try await uncancelled { () throws(Problem) in try await commit(MessageEnding(status: .interrupted), text: nil) }
        stream?.settle(Message.Status.interrupted.rawValue)
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

    /// Commits the end under the name of its job, so that one whose commit was in doubt is found again and not taken for somebody else's.
    private func commit(_ ending: MessageEnding, text: [UInt8]?) async throws(Problem) -> Int64? {
        let caller = Caller(order.caller.principal, in: order.caller.space, mutation: lease.job.id)
        let outcome = try await services.end(order.message, of: order.chat, as: ending, text: text, for: caller, fence: lease.complete)
        return if case .made(false, _) = outcome { nil } else { outcome.version }
    }

    /// Does something to its end even when the job is cancelled, for which a database refuses to begin anything.
    func uncancelled<Value: Sendable>(
        _ work: @escaping @Sendable () async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let task = Task { () async -> Result<Value, Problem> in
            do throws(Problem) { return .success(try await work()) } catch { return .failure(error) }
        }
        return try await task.value.get()
    }
}
