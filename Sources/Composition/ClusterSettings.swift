import Redis

/// What several processes of one installation share, where there are several.
public struct ClusterSettings: Sendable {
    /// The server that joins them; nil for one process alone.
    public let redis: RedisAddress?
    /// The file with the keys, which all of them read.
    public let keyFile: String
    /// The addresses under which people reach them through a proxy, such as `https://chat.example.org`.
    public let origins: [String]

    /// Reads `PARLANCE_REDIS_URL`, `PARLANCE_KEYS` and `PARLANCE_ORIGIN`.
    init(environment: [String: String], dataFolder: String, hasServer: Bool) throws(ConfigurationError) {
        if let url = environment.filled("PARLANCE_REDIS_URL") {
            // One file of SQLite has one process: there is nobody to be joined to.
            guard hasServer else { throw .redisWithoutPostgres }
            do throws(RedisError) { redis = try RedisAddress(url) } catch { throw .redisURL(error.description) }
        } else {
            redis = nil
        }
        keyFile = environment.filled("PARLANCE_KEYS") ?? dataFolder + "/keys"
        origins = environment.list("PARLANCE_ORIGIN")
        guard origins.allSatisfy(Self.isOrigin) else { throw .origin }
    }

    /// `scheme://host` or `scheme://host:port` (RFC 6454, section 6.2), and nothing after it.
    private static func isOrigin(_ text: String) -> Bool {
        guard let start = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let rest = text.dropFirst(start.count)
        return !rest.isEmpty && rest.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"/?#@*".utf8.contains($0) }
    }
}
