import Database
import Identifiers
import JSON
import Sealing
import Spaces
import WebPush

/// A subscription as its row holds it.
struct SubscriptionRecord: Sendable {
    let id: Identifier
    let space: Identifier
    let user: Identifier
    let sealed: [UInt8]

    /// The identifier of a user's subscription at this address: what makes subscribing twice one row, without telling the address.
    static func id(of endpoint: String, user: Identifier, in space: Identifier) -> Identifier {
        Fingerprint.identifier(of: "push_subscriptions", space.text, user.text, endpoint)
    }

    init(id: Identifier, space: Identifier, user: Identifier, sealed: [UInt8]) {
        self.id = id
        self.space = space
        self.user = user
        self.sealed = sealed
    }

    /// Seals what a browser has handed out.
    init(_ subscription: PushSubscription, of user: Identifier, in space: Identifier, _ keys: SpaceKeyset) throws(SealingError) {
        id = Self.id(of: subscription.endpoint, user: user, in: space)
        self.space = space
        self.user = user
        let text = JSONWriter.object {
            $0.field("endpoint", subscription.endpoint)
            $0.field("p256dh", Base64URL.encoded(subscription.publicKey))
            $0.field("auth", Base64URL.encoded(subscription.secret))
        }
        sealed = try keys.seal(String(decoding: text, as: UTF8.self), as: Self.identity(id))
    }

    /// Opens it; nil when it holds what no browser hands out.
    func subscription(_ keys: SpaceKeyset) throws -> PushSubscription? {
        var fields = try JSONObject(JSON.parse(try keys.openText(sealed, as: Self.identity(id))))
        return PushSubscription(
            endpoint: try fields.string("endpoint", max: PushSubscription.longestEndpoint),
            p256dh: try fields.string("p256dh", max: 100), auth: try fields.string("auth", max: 100))
    }

    private static func identity(_ id: Identifier) -> RowIdentity { RowIdentity("push_subscriptions", id, "endpoint") }
}

/// The SQL of subscriptions.
enum SubscriptionTables {
    /// A user's browsers; above, the oldest subscription goes.
    static let limit = 20

    static func put(_ record: SubscriptionRecord, at now: Timestamp, in connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO push_subscriptions (id, space_id, user_id, endpoint_sealed, created_at)
            VALUES (\(record.id), \(record.space), \(record.user), \(record.sealed), \(now))
            ON CONFLICT (id) DO UPDATE SET endpoint_sealed = excluded.endpoint_sealed, created_at = excluded.created_at
            """)
        try connection.execute(
            """
            DELETE FROM push_subscriptions WHERE space_id = \(record.space) AND user_id = \(record.user) AND id NOT IN (
                SELECT id FROM push_subscriptions WHERE space_id = \(record.space) AND user_id = \(record.user)
                ORDER BY created_at DESC, id DESC LIMIT \(limit))
            """)
    }

    static func subscriptions(of space: Identifier, in connection: Connection) throws -> [Identifier] {
        try connection.query("SELECT id FROM push_subscriptions WHERE space_id = \(space) ORDER BY created_at, id").map {
            try $0.identifier(0)
        }
    }

    static func subscription(_ id: Identifier, in connection: Connection) throws -> SubscriptionRecord? {
        try connection.query("SELECT id, space_id, user_id, endpoint_sealed FROM push_subscriptions WHERE id = \(id)").first.map {
            SubscriptionRecord(id: try $0.identifier(0), space: try $0.identifier(1), user: try $0.identifier(2), sealed: try $0.blob(3))
        }
    }

    static func delete(_ id: Identifier, in connection: Connection) throws {
        try connection.execute("DELETE FROM push_subscriptions WHERE id = \(id)")
    }
}
