/// The first part of a request as it stood on the wire, checked.
struct RequestHead: Sendable, Equatable {
    /// How long the body is (RFC 9112, 6.3).
    enum Framing: Sendable, Equatable {
        case none
        case length(Int)
        case chunked
    }

    var method: String
    /// The target in origin form (`/path?query`), or `*`; still percent-encoded.
    var target: String
    /// The authority that the client named: of the target in absolute form, else of `Host`; lower case.
    var authority: String?
    /// 0 or 1, of HTTP/1.x.
    var minorVersion: Int
    var fields: HTTPFields
    var framing: Framing
    /// Whether the connection may carry another request after this one (RFC 9112, 9.3).
    var keepsAlive: Bool
    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110, 10.1.1).
    var expectsContinue: Bool
    /// Whether `Connection: upgrade` and `Upgrade: websocket` are both there.
    var asksForWebSocket: Bool

    /// Whether one of the comma-separated members of the field's values is this token, in any case.
    static func contains(_ token: StaticString, in values: [String]) -> Bool {
        values.contains { value in
            value.utf8.split(separator: 0x2C).contains { member in
                let bare = member.drop { $0 == Bytes.space || $0 == Bytes.tab }
                let end = bare.lastIndex { $0 != Bytes.space && $0 != Bytes.tab }
                guard let end else { return false }
                return Bytes.equalIgnoringCase(bare[...end], token)
            }
        }
    }
}
