import Crypto
import FoundationEssentials

/// Where one browser takes messages, and the keys that only it can open them with. It comes from a client, so it is checked.
public struct PushSubscription: Sendable, Equatable {
    /// Addresses are not longer.
    public static let longestEndpoint = 2048

    /// The address at the browser's push service; whoever knows it can try to send there, so it is kept like a secret.
    public let endpoint: String
    /// The browser's public point, uncompressed: 65 bytes.
    public let publicKey: [UInt8]
    /// The secret that the browser shares with this server: 16 bytes.
    public let secret: [UInt8]

    /// Nil when the endpoint is no `https` address (`http` is taken on this machine itself, for push services under test), `p256dh` no point of
    /// P-256, or `auth` not 16 bytes; both are in base 64 for URLs.
    public init?(endpoint: String, p256dh: String, auth: String) {
        guard Self.origin(of: endpoint) != nil, endpoint.utf8.count <= Self.longestEndpoint,
            let publicKey = Base64URL.decoded(p256dh), publicKey.count == 65,
            (try? P256.KeyAgreement.PublicKey(x963Representation: publicKey)) != nil,
            let secret = Base64URL.decoded(auth), secret.count == 16
        else { return nil }
        self.endpoint = endpoint
        self.publicKey = publicKey
        self.secret = secret
    }

    /// The origin of the push service: whom a token is for (RFC 8292, 2).
    var audience: String { Self.origin(of: endpoint) ?? "" }

    /// Scheme and authority in lower case, the default port left out.
    private static func origin(of endpoint: String) -> String? {
        guard endpoint.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "\\") }),
            let colon = endpoint.range(of: "://")
        else { return nil }
        let scheme = endpoint[..<colon.lowerBound].lowercased()
        var authority = endpoint[colon.upperBound...].prefix { $0 != "/" && $0 != "?" }.lowercased()
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        switch scheme {
        case "https": if authority == host + ":443" { authority = String(host) }
        case "http": guard ["127.0.0.1", "localhost", "[::1]"].contains(host) else { return nil }
        default: return nil
        }
        return "\(scheme)://\(authority)"
    }
}

extension PushSubscription: CustomStringConvertible, CustomReflectable {
    /// The push service only.
    public var description: String { "PushSubscription(\(audience))" }
    /// The push service only.
    public var customMirror: Mirror { Mirror(self, children: ["audience": audience]) }
}
