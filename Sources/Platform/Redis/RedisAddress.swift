import Telemetry

/// Where a server is and who asks: `redis://user:password@host:port/database`, or `redis+unix:///path/of/socket?db=0`.
public struct RedisAddress: Sendable {
    /// How it is reached.
    public enum Endpoint: Sendable, Equatable {
        /// A name or an address, and a port.
        case network(host: String, port: UInt16)
        /// A socket in the file system.
        case file(path: String)
    }

    /// How it is reached.
    public let endpoint: Endpoint
    /// The user; nil for the default one.
    public let user: String?
    /// The password, if one is needed.
    public let password: Secret?
    /// The number of the database.
    public let database: Int

    init(endpoint: Endpoint, user: String?, password: Secret?, database: Int) {
        self.endpoint = endpoint
        self.user = user
        self.password = password
        self.database = database
    }

    /// Reads an address.
    ///
    /// - Throws: ``RedisError/addressUnreadable``, or ``RedisError/encryptionUnsupported`` for `rediss://`.
    public init(_ url: String) throws(RedisError) {
        if url.hasPrefix("rediss://") { throw .encryptionUnsupported }
        if url.hasPrefix("redis+unix://") {
            let rest = url.dropFirst("redis+unix://".count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            guard let path = rest.first, path.hasPrefix("/"), path.utf8.count < 108 else { throw .addressUnreadable }
            endpoint = .file(path: String(path))
            user = nil
            password = nil
            database = try rest.count == 2 ? Self.database(rest[1].hasPrefix("db=") ? rest[1].dropFirst(3) : "?") : 0
            return
        }
        guard url.hasPrefix("redis://") else { throw .addressUnreadable }
        let rest = url.dropFirst("redis://".count)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        let path = rest[slash...].dropFirst()
        database = try path.isEmpty ? 0 : Self.database(path)
        if let at = authority.lastIndex(of: "@") {
            let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]) else { throw .addressUnreadable }
            user = name.isEmpty ? nil : name
            if parts.count == 2 {
                guard let word = Self.decoded(parts[1]) else { throw .addressUnreadable }
                password = Secret(word)
            } else {
                password = nil
            }
            endpoint = try Self.endpoint(authority[authority.index(after: at)...])
        } else {
            user = nil
            password = nil
            endpoint = try Self.endpoint(authority)
        }
    }

    /// Where it is, without user and password.
    public var place: String {
        switch endpoint {
        case .network(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .file(let path): path
        }
    }

    private static func endpoint(_ text: Substring) throws(RedisError) -> Endpoint {
        var host = text
        var port: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw .addressUnreadable }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw .addressUnreadable }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        let number = port.map { UInt16($0) } ?? 6379
        guard !host.isEmpty, let number, number > 0 else { throw .addressUnreadable }
        return .network(host: String(host), port: number)
    }

    private static func database(_ text: Substring) throws(RedisError) -> Int {
        guard let number = Int(text), (0...1_000_000).contains(number) else { throw .addressUnreadable }
        return number
    }

    /// Percent-encoding (RFC 3986, section 2.1).
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
