import Database
import Events
import Identifiers
import Jobs
import Problems
import Spaces
import Synchronization

/// The writing of answers: queues it in the transaction that makes a place for the answer, does it in this process at once, and can end it.
public final class Runs: Sendable {
    /// How many answers one process writes at once; those above wait.
    public static let limit = 2_000

    private let services: RunServices
    private let identifiers: IdentifierSource
    private let registry = RunRegistry()
    private let jobs = Mutex<Jobs?>(nil)
    private let stopElsewhere: (@Sendable (Identifier) async -> Void)?

    /// Runs that work with these services. They begin once ``connect(_:)`` has told them of the queue.
    ///
    /// - Parameter stopElsewhere: ends an answer that another process writes, and returns when its end is committed or nobody answers; nil when
    ///   there are no others.
    public init(
        services: RunServices, identifiers: IdentifierSource, stopElsewhere: (@Sendable (Identifier) async -> Void)? = nil
    ) {
        self.services = services
        self.identifiers = identifiers
        self.stopElsewhere = stopElsewhere
    }

    /// What the queue is to do with the jobs of this kind.
    public func handle(in handlers: inout JobHandlers) {
        handlers.add(RunOrder.jobKind, limit: Self.limit) { [self] job in try await perform(job) }
    }

    /// Names the queue, which is made after the handlers that it is given.
    public func connect(_ jobs: Jobs) {
        self.jobs.withLock { $0 = jobs }
    }

    /// Queues the writing of an answer with the transaction that makes a place for it. The ticket is passed to ``start(_:)`` after the commit.
    func queue(_ order: RunOrder, in connection: Connection) throws -> JobTicket {
        let job = JobOrder(
            id: identifiers.next(), kind: RunOrder.jobKind, subject: order.message, payload: order.payload,
            maxAttempts: RunRecovery.attemptLimit + 2)
        return try queueOfJobs().enqueue(job, in: connection)
    }

    /// Ends the jobs that are to write an answer, with the transaction that has ended the answer.
    func abandon(_ message: Identifier, in connection: Connection) throws {
        try queueOfJobs().abandon(RunOrder.jobKind, of: message, in: connection)
    }

    /// Begins to write, or waits for a place.
    func start(_ ticket: JobTicket) {
        jobs.withLock { $0 }?.start(ticket)
    }

    /// Ends an answer, whichever process writes it, and returns when its end is committed.
    func stop(_ message: Identifier) async {
        if await stopHere(message) { return }
        await stopElsewhere?(message)
    }

    /// Ends an answer that this process writes, and returns when its end is committed. False for one that it does not.
    public func stopHere(_ message: Identifier) async -> Bool {
        guard let handle = registry.handle(of: message) else { return false }
        handle.end(.stop)
        await handle.untilOver()
        return true
    }

    /// Forgets what is kept of a chat that is thrown away.
    func forget(_ chat: Identifier, of principal: Principal) {
        services.hot?.remove(chat, of: principal.user)
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
        let queue = try queueOfJobs()
        let handle = RunHandle()
        // An earlier try of it may not have ended yet.
        guard registry.add(handle, for: order.message) else { throw JobFailure("still_running") }
        defer {
            registry.remove(order.message)
            handle.over()
        }
        let run = Run(order: order, services: services, handle: handle) { connection in
            do { try queue.complete(job, in: connection) } catch is LeaseLost { throw Problem(.runTakenOver) }
        }
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

    private func queueOfJobs() throws(Problem) -> Jobs {
        guard let jobs = jobs.withLock({ $0 }) else { throw Problem(.shuttingDown) }
        return jobs
    }
}
