import Chats
import Database
import HTTPClient
import Identifiers
import JSON
import Jobs
import Problems
import Spaces
import WebPush

/// Sends one message to one browser.
struct PushDelivery: Sendable {
    let database: Database
    let spaces: Spaces
    let chats: Chats
    let pushKey: InstallationPushKey
    let client: HTTPClient
    let egress: EgressPolicy
    let contact: String?
    let clock: WallClock

    /// How long a push service keeps a message for a device that is away: half a day.
    private static let lifetime = 12 * 3600
    private static let timeouts = ClientTimeouts(
        connect: .seconds(10), firstByte: .seconds(15), nextByte: .seconds(10), total: .seconds(30))

    /// Sends what the order names, as it is now. Nothing is left to do when the subscription, the chat or the answer is gone.
    func deliver(_ order: PushOrder) async throws -> JobEnd {
        let outcome: PushOutcome?
        do throws(Problem) {
            outcome = try await attempt(order)
            if outcome == .gone {
                try await storage { try await database.write { try SubscriptionTables.delete(order.subscription, in: $0) } }
            }
        } catch {
            if error.kind.status == 404 { return .done }
            throw error.kind == .unreadable ? JobFailure("unreadable", isRetryable: false) : JobFailure("storage")
        }
        switch outcome {
        case nil, .taken, .gone: return .done
        case .later: throw JobFailure("push_unavailable")
        case .refused: throw JobFailure("push_refused", isRetryable: false)
        }
    }

    /// What came of sending; nil when there is no such subscription any more.
    private func attempt(_ order: PushOrder) async throws(Problem) -> PushOutcome? {
        let record = try await storage {
            try await database.read { try SubscriptionTables.subscription(order.subscription, in: $0) }
        }
        guard let record, record.space == order.space else { return nil }
        let caller = Caller(Principal(user: record.user, name: ""), in: order.space)
        guard let subscription = try await spaces.read(for: caller, { _, keys in try record.subscription(keys) }) else { return .gone }
        return try await send(try await payload(order, for: caller), to: subscription)
    }

    /// The same as the frame `notice` of the sync protocol.
    private func payload(_ order: PushOrder, for caller: Caller) async throws(Problem) -> [UInt8] {
        let chat = try await chats.chat(order.chat, for: caller)
        let message = try await chats.message(order.message, for: caller)
        return JSONWriter.object {
            $0.field("type", "notice")
            $0.field("kind", "finished")
            $0.field("chat", order.chat.text)
            $0.field("message", order.message.text)
            $0.field("title", String(chat.title.prefix(200)))
            $0.field("status", message.status.rawValue)
        }
    }

    private func send(_ payload: [UInt8], to subscription: PushSubscription) async throws(Problem) -> PushOutcome {
        let key = try await pushKey.key()
        guard let address = WebAddress(subscription.endpoint),
            let push = try? PushMessage.request(
                to: subscription, payload: payload, ttl: Self.lifetime, key: key, contact: contact,
                now: clock.now().milliseconds / 1000)
        else { return .refused }
        let request = ClientRequest(
            .post, address, headers: push.headers, body: push.body, timeouts: Self.timeouts, responseLimit: 64 << 10)
        do {
            let response = try await client.send(request, egress: egress)
            response.body.discardRest()
            return PushOutcome(status: response.status)
        } catch {
            return PushOutcome(error)
        }
    }
}

/// What a push service's answer means (RFC 8030, 5 and 7.3).
enum PushOutcome: Sendable, Equatable {
    case taken
    /// The subscription is over.
    case gone
    /// Not now.
    case later
    /// Never.
    case refused

    init(status: Int) {
        self =
            switch status {
            case 200..<300: .taken
            case 404, 410: .gone
            case 408, 425, 429, 500...: .later
            default: .refused
            }
    }

    init(_ error: ClientError) {
        self =
            switch error {
            case .invalidRequest, .refusedByEgress: .refused
            default: .later
            }
    }
}
