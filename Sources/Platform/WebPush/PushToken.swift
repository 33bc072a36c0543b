import JSON

/// Says to a push service who sends (VAPID, RFC 8292): a signed statement for that service alone, which runs out.
enum PushToken {
    /// Services take at most a day (2); half of it allows for clocks that differ.
    static let lifetime: Int64 = 12 * 3600

    /// The value of the `Authorization` field (3).
    ///
    /// - Parameters:
    ///   - contact: a `mailto:` or `https:` address of the operator (2.1), if there is one.
    ///   - now: seconds since 1970.
    static func authorization(for audience: String, key: PushKey, contact: String?, now: Int64) throws(PushError) -> String {
        let header = JSONWriter.object {
            $0.field("typ", "JWT")
            $0.field("alg", "ES256")
        }
        let claims = JSONWriter.object {
            $0.field("aud", audience)
            $0.field("exp", now + lifetime)
            if let contact { $0.field("sub", contact) }
        }
        let signed = Base64URL.encoded(header) + "." + Base64URL.encoded(claims)
        return "vapid t=\(signed).\(Base64URL.encoded(try key.signature(of: signed))), k=\(key.applicationServerKey)"
    }
}
