import Chats
import Database
import HTTPClient
import Identifiers
import JSON
import Jobs
import Problems
import Sealing
import Spaces
import Sync
import Synchronization
import Telemetry
import WebPush

/// Tells people who are away that an answer has ended, through the push services of their browsers.
///
/// Each message to each browser is a job of its own, so that it is tried again, and not lost with the process. What is queued holds identifiers
/// alone; title and status are read when it is sent, and only the browser can open them.
public final class Notifications: Sendable {
    let spaces: Spaces
    let identifiers: IdentifierSource
    private let pushKey: InstallationPushKey
    private let delivery: PushDelivery
    private let isAttended: @Sendable (Identifier) -> Bool
    private let isAttendedElsewhere: (@Sendable (Identifier) async -> Bool)?
    private let log: Log
    private let jobs: Jobs
    private let finished: AsyncStream<FinishedAnswer>
    private let entrance: AsyncStream<FinishedAnswer>.Continuation

    /// Notifications that begin once ``run()`` runs.
    ///
    /// - Parameters:
    ///   - jobs: the queue, which does what ``handle(in:)`` tells it of.
    ///   - ring: seals the installation's key pair.
    ///   - client: the way to push services.
    ///   - egress: push services inside, which the operator vouches for; others are reached in the public network alone.
    ///   - contact: how a push service's operator reaches this server's: a `mailto:` or `https:` address.
    ///   - isAttended: whether some device of a space is connected here: then its page tells, and nothing is pushed.
    ///   - isAttendedElsewhere: the same at other processes, which is asked before each message is sent; nil: there are none.
    public init(
        database: Database, ring: KeyRing, spaces: Spaces, chats: Chats, jobs: Jobs, client: HTTPClient,
        egress: EgressPolicy = .network, contact: String? = nil, identifiers: IdentifierSource, clock: WallClock = .system, log: Log,
        isAttended: @escaping @Sendable (Identifier) -> Bool,
        isAttendedElsewhere: (@Sendable (Identifier) async -> Bool)? = nil
    ) {
        self.spaces = spaces
        self.jobs = jobs
        self.identifiers = identifiers
        self.isAttended = isAttended
        self.isAttendedElsewhere = isAttendedElsewhere
        self.log = log
        pushKey = InstallationPushKey(database: database, ring: ring, identifiers: identifiers, clock: clock)
        delivery = PushDelivery(
            database: database, spaces: spaces, chats: chats, pushKey: pushKey, client: client, egress: egress, contact: contact,
            clock: clock)
        // The newest go on when the database is slow: a notification of long ago helps nobody.
        (finished, entrance) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1_000))
    }

    /// What the queue is to do with the jobs of this kind.
    public func handle(in handlers: inout JobHandlers) {
        handlers.add(PushOrder.jobKind, limit: 8) { [delivery, isAttended, isAttendedElsewhere] job in
            guard let order = try? PushOrder(payload: job.payload) else { throw JobFailure("order_unreadable", isRetryable: false) }
            // Somebody is, or has come back meanwhile, and sees it.
            if isAttended(order.space) { return .done }
            if await isAttendedElsewhere?(order.space) == true { return .done }
            return try await delivery.deliver(order)
        }
    }

    /// An answer has ended. Returns at once; what is to be sent is queued by ``run()``.
    public func finished(answer: FinishedAnswer) {
        entrance.yield(answer)
    }

    /// Queues notifications of what ends, until the task is cancelled.
    public func run() async {
        for await answer in finished where !isAttended(answer.space) {
            do throws(Problem) {
                try await queue(answer)
            } catch {
                log.warning("notification_not_queued", ["message": .id(answer.message), "problem": .public(error.kind.code)])
            }
        }
    }

    /// The public key that a page subscribes with.
    public func applicationServerKey() async throws(Problem) -> String {
        try await pushKey.key().applicationServerKey
    }

    /// Remembers where a browser of a user takes messages; again is the same as once.
    public func subscribe(_ subscription: PushSubscription, as principal: Principal) async throws(Problem) {
        let space = try await spaces.personalSpace(of: principal)
        let (record, now) = try await spaces.read(for: Caller(principal, in: space)) { [delivery] _, keys in
            (try SubscriptionRecord(subscription, of: principal.user, in: space, keys), delivery.clock.now())
        }
        try await spaces.writeUnnumbered { try SubscriptionTables.put(record, at: now, in: $0) }
    }

    /// Forgets it. Does nothing for one that is not there.
    public func unsubscribe(endpoint: String, as principal: Principal) async throws(Problem) {
        let space = try await spaces.personalSpace(of: principal)
        let id = SubscriptionRecord.id(of: endpoint, user: principal.user, in: space)
        try await spaces.writeUnnumbered { try SubscriptionTables.delete(id, in: $0) }
    }

    private func queue(_ answer: FinishedAnswer) async throws(Problem) {
        let tickets = Mutex<[JobTicket]>([])
        try await spaces.writeUnnumbered { [jobs, identifiers] connection in
            var queued: [JobTicket] = []
            for subscription in try SubscriptionTables.subscriptions(of: answer.space, in: connection) {
                let order = PushOrder(
                    subscription: subscription, space: answer.space, chat: answer.chat, message: answer.message)
                queued.append(
                    try jobs.enqueue(
                        JobOrder(
                            id: identifiers.next(), kind: PushOrder.jobKind, subject: subscription, payload: order.payload,
                            maxAttempts: PushOrder.attempts), in: connection))
            }
            let made = queued
            tickets.withLock { $0 = made }
        }
        for ticket in tickets.withLock({ $0 }) { jobs.start(ticket) }
    }
}
