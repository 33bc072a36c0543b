/// The names under which this server answers, and the pages that may use it.
///
/// Both are checked on localhost too: a page of another site can make a browser connect to 127.0.0.1, under that site's own name when it
/// controls the name (DNS rebinding, seen in `Host`) or under ours (cross-site requests, seen in `Origin`).
struct AddressRules: Sendable, Equatable {
    private let hosts: Set<String>
    private let origins: Set<String>

    /// `hosts` are names or `name:port`, lower case; a name without a port stands for the port that the server listens on. `origins` are
    /// further origins (`https://chat.example.org`), beside `http://` and each host.
    init(hosts: [String], origins: [String], port: Int) {
        var allowed: Set<String> = []
        for host in hosts.map({ $0.lowercased() }) {
            if Self.hasPort(host) {
                allowed.insert(host)
            } else {
                allowed.insert("\(host):\(port)")
                if port == 80 { allowed.insert(host) }
            }
        }
        for origin in origins.map({ $0.lowercased() }) {
            // A server that pages of `https://chat.example.org` use is itself reached under `chat.example.org`.
            let parts = origin.split(separator: "/", omittingEmptySubsequences: true)
            if parts.count == 2 { allowed.insert(String(parts[1])) }
        }
        self.hosts = allowed
        self.origins = Set(origins.map { $0.lowercased() }).union(hosts.isEmpty ? [] : allowed.map { "http://\($0)" })
    }

    private static func hasPort(_ host: String) -> Bool {
        guard let colon = host.lastIndex(of: ":") else { return false }
        return !host[host.index(after: colon)...].isEmpty && host[host.index(after: colon)...].allSatisfy(\.isNumber)
            && !host[..<colon].hasSuffix(":")
            && (!host.contains("[") || host[host.index(before: colon)] == "]")
    }

    /// Whether a request may be addressed to this authority (`Host`), in lower case.
    func allows(host: String?) -> Bool { host.map(hosts.contains) ?? false }

    /// Whether a page of this origin may use the server. No origin: not a page of another site, or not a browser.
    func allows(origin: String?) -> Bool { origin.map { origins.contains($0.lowercased()) } ?? true }
}
