import HTTPServer
import JSON
import Problems
import Spaces
import WebPush

/// The routes of notifications: decode, call, encode.
public struct NotificationRoutes: Sendable {
    private let notifications: Notifications
    private let authenticate: @Sendable (HTTPRequest) async throws(Problem) -> Principal

    /// The routes over the service; `authenticate` makes the principal of a request.
    public init(
        notifications: Notifications, authenticate: @escaping @Sendable (HTTPRequest) async throws(Problem) -> Principal
    ) {
        self.notifications = notifications
        self.authenticate = authenticate
    }

    /// Every route of notifications.
    public var all: [Route] { [key, subscribe, unsubscribe] }

    private var key: Route {
        Route("GET", "/v1/push/key", operation: NotificationOperations.key) { request in
            _ = try await authenticate(request)
            let key = try await notifications.applicationServerKey()
            return .json { $0.object { $0.field("key", key) } }
        }
    }

    private var subscribe: Route {
        Route("POST", "/v1/push/subscriptions", operation: NotificationOperations.subscribe) { request in
            let principal = try await authenticate(request)
            var body = try JSONObject(try await request.json())
            let endpoint = try body.string("endpoint", min: 1, max: PushSubscription.longestEndpoint)
            var keys = try body.object("keys")
            let p256dh = try keys.string("p256dh", min: 1, max: 200)
            let auth = try keys.string("auth", min: 1, max: 200)
            try keys.finish()
            // Browsers write it into what they hand out; the push service itself says when it is over.
            _ = body.take("expirationTime")
            try body.finish()
            guard let subscription = PushSubscription(endpoint: endpoint, p256dh: p256dh, auth: auth) else {
                throw Problem(.subscriptionInvalid)
            }
            try await notifications.subscribe(subscription, as: principal)
            return HTTPResponse(status: 204)
        }
    }

    private var unsubscribe: Route {
        Route("DELETE", "/v1/push/subscriptions", operation: NotificationOperations.unsubscribe) { request in
            let principal = try await authenticate(request)
            var body = try JSONObject(try await request.json())
            let endpoint = try body.string("endpoint", min: 1, max: PushSubscription.longestEndpoint)
            try body.finish()
            try await notifications.unsubscribe(endpoint: endpoint, as: principal)
            return HTTPResponse(status: 204)
        }
    }
}

/// How the routes of notifications are described.
enum NotificationOperations {
    static let key = Operation(
        id: "getPushKey", summary: "The key with which a page subscribes to notifications.", tag: "notifications",
        responses: [
            Operation.Response(
                200, "The key: an uncompressed point of P-256 in base 64 for URLs, the `applicationServerKey` of the Push API.",
                schema: ["type": "object", "required": ["key"], "properties": ["key": ["type": "string"]]])
        ])

    static let subscribe = Operation(
        id: "addPushSubscription", summary: "Has a browser notified of answers that end while no device is connected.",
        tag: "notifications",
        request: [
            "type": "object", "required": ["endpoint", "keys"], "additionalProperties": false,
            "properties": [
                "endpoint": endpoint,
                "keys": [
                    "type": "object", "required": ["p256dh", "auth"], "additionalProperties": false,
                    "properties": ["p256dh": ["type": "string", "maxLength": 200], "auth": ["type": "string", "maxLength": 200]],
                ],
                "expirationTime": ["description": "Not used."],
            ],
        ],
        responses: [Operation.Response(204, "It will be. A user has at most 20; above, the oldest is forgotten.")])

    static let unsubscribe = Operation(
        id: "removePushSubscription", summary: "Has a browser notified no more.", tag: "notifications",
        request: [
            "type": "object", "required": ["endpoint"], "additionalProperties": false, "properties": ["endpoint": endpoint],
        ],
        responses: [Operation.Response(204, "It will not be.")])

    private static let endpoint: JSON = [
        "type": "string", "minLength": 1, "maxLength": 2048, "description": "The subscription's address at its push service.",
    ]
}
