import Glibc

/// Finds who stands behind a proxy. A value that decides.
struct TrustedProxies: Sendable {
    private let addresses: Set<String>

    init(_ addresses: [String]) { self.addresses = Set(addresses.compactMap(Self.normal)) }

    /// The nearest address that is no trusted proxy. Each proxy adds at the right of `X-Forwarded-For` whom it has heard, so the list is
    /// believed from the right as long as trusted ones speak; what a client has put at its left is never reached.
    func peer(of fields: HTTPFields, connection: String) -> String {
        guard !addresses.isEmpty, var peer = Self.normal(connection), addresses.contains(peer) else { return connection }
        let members = fields.all("x-forwarded-for").joined(separator: ",").split(separator: ",", omittingEmptySubsequences: false)
        for member in members.reversed() {
            guard let address = Self.normal(String(member.filter { $0 != " " && $0 != "\t" })) else { break }
            peer = address
            guard addresses.contains(address) else { break }
        }
        return peer
    }

    /// An address in its one form, or nil when it is none. `::ffff:192.0.2.1` is 192.0.2.1: a socket for both families names it so.
    static func normal(_ text: String) -> String? {
        let bare = text.lowercased().hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
        var bytes = (UInt64(0), UInt64(0))
        var written = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        for family in [AF_INET, AF_INET6] where inet_pton(family, bare, &bytes) == 1 {
            guard inet_ntop(family, &bytes, &written, socklen_t(written.count)) != nil else { return nil }
            return String(decoding: written.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        return nil
    }
}
