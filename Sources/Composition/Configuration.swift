import Database
import HTTPClient
import HTTPServer
import Telemetry

/// What one server is to be: read once from the command's options and the environment, checked, and never changed.
public struct Configuration: Sendable {
    /// The address to listen on.
    public let host: String
    /// The port; 0 takes a free one.
    public let port: Int
    /// The one folder that holds everything: database, keys, back-ups.
    public let dataFolder: String
    /// Where the data lives.
    public let database: DatabaseLocation
    /// The folder of the built page; nil when there is none.
    public let webFolder: String?
    /// Whether no request may leave the machine.
    public let isLocalOnly: Bool
    /// The proxies that are believed about who asks.
    public let trustedProxies: [String]
    /// What several processes share.
    public let cluster: ClusterSettings
    /// How browsers are notified.
    public let push: PushSettings
    /// How much is logged.
    public let logLevel: LogLevel
    /// Everything that was set in the environment, for the parts that read their own.
    public let environment: [String: String]

    /// The configuration that options and environment make; an option goes before its variable.
    ///
    /// - Throws: ``ConfigurationError`` with a sentence that says what to change.
    public init(options: Options, environment: [String: String]) throws(ConfigurationError) {
        self.environment = environment
        host = options.host ?? environment.filled("PARLANCE_HOST") ?? "127.0.0.1"
        guard Self.isLoopback(host) else { throw .needsAccounts(host: host) }
        let variable = try Self.port(environment.filled("PARLANCE_PORT"))
        port = options.port ?? variable ?? 8080
        guard (0...65_535).contains(port) else { throw .port }
        guard let folder = options.data ?? environment.filled("PARLANCE_DATA") ?? Self.defaultFolder(environment) else {
            throw .noDataFolder
        }
        dataFolder = folder
        if let url = environment.filled("PARLANCE_DATABASE_URL") {
            guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else { throw .databaseURL }
            database = .postgres(url: url)
        } else {
            database = .sqlite(path: folder + "/parlance.sqlite")
        }
        let hasServer = if case .postgres = database { true } else { false }
        cluster = try ClusterSettings(environment: environment, dataFolder: folder, hasServer: hasServer)
        // None by default: on this machine anybody may say that he is somebody else.
        trustedProxies = environment.list("PARLANCE_TRUSTED_PROXIES")
        guard trustedProxies.allSatisfy({ IPAddress($0) != nil }) else { throw .trustedProxies }
        webFolder = environment.filled("PARLANCE_WEB")
        isLocalOnly = try Self.flag("PARLANCE_LOCAL_ONLY", environment)
        push = try PushSettings(environment: environment)
        guard let level = LogLevel(name: environment.filled("PARLANCE_LOG") ?? "info") else { throw .logLevel }
        logLevel = level
    }

    /// What the command line says; nil where it says nothing.
    public struct Options: Sendable {
        let host: String?
        let port: Int?
        let data: String?

        /// The options as they were given.
        public init(host: String? = nil, port: Int? = nil, data: String? = nil) {
            self.host = host
            self.port = port
            self.data = data
        }
    }

    /// What the web server is told of it.
    var server: ServerConfiguration {
        ServerConfiguration(host: host, port: port, allowedOrigins: cluster.origins, trustedProxies: trustedProxies)
    }

    /// Whether the data is kept in PostgreSQL.
    var isOnPostgres: Bool {
        if case .postgres = database { true } else { false }
    }

    /// Whether an address can be reached from this machine alone.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func port(_ text: String?) throws(ConfigurationError) -> Int? {
        guard let text else { return nil }
        guard let port = Int(text) else { throw .port }
        return port
    }

    private static func flag(_ name: String, _ environment: [String: String]) throws(ConfigurationError) -> Bool {
        switch environment.filled(name)?.lowercased() {
        case nil, "0", "false", "no": false
        case "1", "true", "yes": true
        default: throw .flag(name)
        }
    }

    /// Where the data is kept unless one says otherwise: the XDG base directory specification, "data".
    private static func defaultFolder(_ environment: [String: String]) -> String? {
        if let data = environment.filled("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/parlance" }
        return environment.filled("HOME").map { $0 + "/.local/share/parlance" }
    }
}

extension [String: String] {
    /// The value of a variable that is set and not empty.
    func filled(_ name: String) -> String? {
        self[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The values of a variable that holds several, with commas between them.
    func list(_ name: String) -> [String] {
        (self[name] ?? "").split(separator: ",").map { String($0.filter { $0 != " " }) }
    }
}
