import Crypto

/// Makes requests that bring a message to a browser (RFC 8030). It sends nothing itself: that goes through the one way out.
///
/// What a push service answers: 201 taken; 404 and 410 the subscription is gone for ever; 413 too long; 429 and 5xx come again later.
public enum PushMessage {
    /// How soon a message is worth waking a device for (RFC 8030, 5.3).
    public enum Urgency: String, Sendable {
        case veryLow = "very-low"
        case low
        case normal
        case high
    }

    /// A request to be sent with `POST`.
    public struct Request: Sendable {
        /// The subscription's endpoint.
        public let url: String
        /// The header fields, the length left out.
        public let headers: [(name: String, value: String)]
        /// The encrypted message.
        public let body: [UInt8]
    }

    /// The longest message, in bytes.
    public static let longestPayload = PushEncryption.longestPlainText
    /// Messages are filled up to a multiple of this, so that a title's length does not show.
    private static let step = 256

    /// The request that brings `payload` to the browser.
    ///
    /// - Parameters:
    ///   - ttl: how long the push service keeps it for a device that is away, in seconds.
    ///   - contact: how a push service's operator reaches this server's: a `mailto:` or `https:` address. Some services demand one.
    ///   - now: seconds since 1970.
    public static func request(
        to subscription: PushSubscription, payload: [UInt8], ttl: Int, urgency: Urgency = .normal, key: PushKey, contact: String? = nil,
        now: Int64
    ) throws(PushError) -> Request {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let body = try PushEncryption.encrypt(
            payload, for: subscription, key: P256.KeyAgreement.PrivateKey(), salt: salt, paddedTo: (payload.count / step + 1) * step)
        return Request(
            url: subscription.endpoint,
            headers: [
                ("authorization", try PushToken.authorization(for: subscription.audience, key: key, contact: contact, now: now)),
                ("content-encoding", "aes128gcm"), ("content-type", "application/octet-stream"), ("ttl", String(max(0, ttl))),
                ("urgency", urgency.rawValue),
            ], body: body)
    }
}
