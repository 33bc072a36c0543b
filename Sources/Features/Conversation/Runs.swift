import Chats
import Database
import Events
import Identifiers
import Jobs
import Problems
import Spaces

/// The writing of answers: queues it in the transaction that makes a place for the answer, does it in this process at once, and can end it.
public final class Runs: Sendable {
    /// How many answers one process writes at once; those above wait.
    public static let limit = 2_000

    let services: RunServices
    private let identifiers: IdentifierSource
    private let registry = RunRegistry()
    let jobs: Jobs
    private let stopElsewhere: (@Sendable (Identifier) async -> Void)?

    /// Runs that work with these services.
    ///
    /// - Parameters:
    ///   - jobs: the queue, which does what ``handle(in:)`` tells it of.
    ///   - stopElsewhere: ends an answer that another process writes, and returns when its end is committed or nobody answers; nil when there
    ///     are no others.
    public init(
        services: RunServices, jobs: Jobs, identifiers: IdentifierSource, stopElsewhere: (@Sendable (Identifier) async -> Void)? = nil
    ) {
        self.services = services
        self.jobs = jobs
        self.identifiers = identifiers
        self.stopElsewhere = stopElsewhere
    }

    /// What the queue is to do with the jobs of this kind.
    public func handle(in handlers: inout JobHandlers) {
        handlers.add(RunOrder.jobKind, limit: Self.limit) { [self] job in try await perform(job) }
    }

    /// Queues the writing of an answer with the transaction that makes a place for it. The ticket is passed to ``start(_:)`` after the commit.
    func queue(_ order: RunOrder, in connection: Connection) throws -> JobTicket {
        let job = JobOrder(
            id: identifiers.next(), kind: RunOrder.jobKind, subject: order.message, payload: order.payload,
            maxAttempts: RunRecovery.attemptLimit + 2)
        return try jobs.enqueue(job, in: connection)
    }

    /// Begins to write, or waits for a place.
    func start(_ ticket: JobTicket) {
        jobs.start(ticket)
    }

    /// Begins to write an answer whose order turns out to have been committed, if it is this process's and it had not heard of that.
    func startForgotten(_ message: Identifier) async {
        await jobs.startForgotten(RunOrder.jobKind, of: message)
    }

    /// Ends an answer, whoever writes it; the text so far stays. Ending one that has ended changes nothing.
    ///
    /// - Returns: the version of the space that holds the end.
    func stop(_ answer: Message, for caller: Caller) async throws(Problem) -> Int64 {
        if answer.status.isRunning, await !stopHere(answer.id) { await stopElsewhere?(answer.id) }
        // What cannot be reached, such as an answer whose worker has died, is ended here, and its job with it: whoever is still at it can commit
        // nothing any more.
        return try await services.end(answer.id, of: answer.chat, as: MessageEnding(status: .stopped), for: caller) { [jobs] connection in
            try jobs.abandon(RunOrder.jobKind, of: answer.id, in: connection)
        }.version
    }

    /// Ends an answer that this process writes, and returns when its end is committed. False for one that it does not.
    public func stopHere(_ message: Identifier) async -> Bool {
        guard let handle = registry.handle(of: message) else { return false }
        handle.end(.stop)
        await handle.untilOver()
        return true
    }

    /// Ends all answers as interrupted, with the text that they have, because the server goes down.
    ///
    /// - Parameter grace: how long they may still come to their own end. Until then the queue must take no new ones.
    public func shutDown(after grace: Duration = .zero) async {
        let deadline = ContinuousClock.now + grace
        while ContinuousClock.now < deadline, !registry.all().isEmpty { try? await Task.sleep(for: .milliseconds(50)) }
        let handles = registry.all()
        for handle in handles { handle.end(.shutdown) }
        for handle in handles { await handle.untilOver() }
    }

    private func perform(_ job: JobRun) async throws -> JobEnd {
        guard let order = try? RunOrder(payload: job.payload) else { throw JobFailure("order_unreadable", isRetryable: false) }
        let handle = RunHandle()
        // An earlier try of it may not have ended yet.
        guard registry.add(handle, for: order.message) else { throw JobFailure("still_running") }
        defer {
            registry.remove(order.message)
            handle.over()
        }
        let run = Run(order: order, services: services, handle: handle, lease: RunLease(jobs: jobs, job: job))
        do {
            return try await withTaskCancellationHandler {
                try await run.perform(attempt: job.attempt)
            } onCancel: {
                handle.end(.shutdown)
            }
        } catch let error as Problem {
            // Of a chat that is gone nothing is left to be written.
            if error.kind.status == 404 { return .done }
            if error.kind == .runTakenOver { throw LeaseLost() }
            throw JobFailure("storage")
        }
    }
}
