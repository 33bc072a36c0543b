import Crypto
import FoundationEssentials

/// The key pair by which push services know this server (VAPID, RFC 8292). Browsers are given the public half when they subscribe, and their
/// push service then takes messages signed with the other half alone: who loses it loses all subscriptions.
public struct PushKey: Sendable, Equatable {
    /// The private number, 32 bytes; to be sealed by whoever stores it.
    public let rawRepresentation: [UInt8]
    /// The public point, uncompressed: 65 bytes.
    public let publicKey: [UInt8]

    /// A new pair from the system's generator.
    public init() {
        let key = P256.Signing.PrivateKey()
        rawRepresentation = Array(key.rawRepresentation)
        publicKey = Array(key.publicKey.x963Representation)
    }

    /// A pair that was stored; nil when these bytes are none.
    public init?(rawRepresentation bytes: [UInt8]) {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: bytes) else { return nil }
        rawRepresentation = bytes
        publicKey = Array(key.publicKey.x963Representation)
    }

    /// The public half as a page hands it to `pushManager.subscribe({applicationServerKey})`.
    public var applicationServerKey: String { Base64URL.encoded(publicKey) }

    /// The signature of ES256 (RFC 7518, 3.4): both numbers, 32 bytes each.
    func signature(of text: String) throws(PushError) -> [UInt8] {
        do {
            return Array(
                try P256.Signing.PrivateKey(rawRepresentation: rawRepresentation).signature(for: Data(text.utf8)).rawRepresentation)
        } catch {
            throw .cipherFailed
        }
    }
}

extension PushKey: CustomStringConvertible, CustomReflectable {
    /// The public half only.
    public var description: String { "PushKey(\(applicationServerKey))" }
    /// The public half only.
    public var customMirror: Mirror { Mirror(self, children: ["applicationServerKey": applicationServerKey]) }
}
