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

    /// Runs that work with these services. They begin once ``connect(_:)`` has told them of the queue.
    public init(services: RunServices, identifiers: IdentifierSource) {
        self.services = services
        self.identifiers = identifiers
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

    /// Begins to write, or waits for a place.
    func start(_ ticket: JobTicket) {
        jobs.withLock { $0 }?.start(ticket)
    }

    /// Ends an answer that this process writes, and returns when its end is committed. Does nothing for one that it does not.
    func stop(_ message: Identifier) async {
        guard let handle = registry.handle(of: message) else { return }
        handle.end(.stop)
        await handle.untilOver()
    }

    /// Ends all answers as interrupted, with the text that they have, because the server goes down.
    public func shutDown() async {
        let handles = registry.all()
        for handle in handles { handle.end(.shutdown) }
        for handle in handles { await handle.untilOver() }
    }

    private func perform(_ job: JobRun) async throws -> JobEnd {
        guard let order = try? RunOrder(payload: job.payload) else { throw JobFailure("order_unreadable", isRetryable: false) }
        let queue = try queueOfJobs()
        let handle = RunHandle()
        registry.add(handle, for: order.message)
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
