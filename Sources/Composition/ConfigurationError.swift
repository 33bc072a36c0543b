/// Why a configuration cannot be, in a sentence that says what to change.
public enum ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Others could reach the server, and there are no accounts to tell them apart.
    case needsAccounts(host: String)
    /// No number from 0 to 65535.
    case port
    /// Neither an option nor a variable nor a home folder.
    case noDataFolder
    /// Not an address of PostgreSQL.
    case databaseURL
    /// Not an address of Redis; why not.
    case redisURL(String)
    /// Several processes cannot share one file of SQLite.
    case redisWithoutPostgres
    /// Not a list of origins.
    case origin
    /// Not a list of IP addresses.
    case trustedProxies
    /// Not one of the levels.
    case logLevel
    /// Not a list of addresses.
    case pushOrigin
    /// Neither `mailto:` nor `https:`.
    case pushContact
    /// Neither yes nor no.
    case flag(String)

    /// The sentence.
    public var description: String {
        switch self {
        case .needsAccounts(let host):
            "Parlance runs in single-user mode, without accounts, and so listens on this machine alone: "
                + "use --host 127.0.0.1 instead of \(host), and a proxy that signs people in if others are to reach it."
        case .port: "The port must be a number from 0 to 65535."
        case .noDataFolder: "There is no home folder to keep the data in: say where with --data or PARLANCE_DATA."
        case .databaseURL: "PARLANCE_DATABASE_URL must begin with postgres:// (without it, the data is kept in SQLite)."
        case .redisURL(let sentence): "PARLANCE_REDIS_URL: \(sentence)"
        case .redisWithoutPostgres:
            "PARLANCE_REDIS_URL joins several processes, which need PostgreSQL: set PARLANCE_DATABASE_URL as well, or leave both out."
        case .origin: "PARLANCE_ORIGIN must be addresses such as https://chat.example.org, with commas between them and no path."
        case .trustedProxies:
            "PARLANCE_TRUSTED_PROXIES must be IP addresses such as 127.0.0.1 or 2001:db8::1, with commas between them; names and ranges are not taken."
        case .logLevel: "PARLANCE_LOG must be debug, info, warning or error."
        case .pushOrigin: "PARLANCE_PUSH_ORIGINS must be addresses such as https://push.example.org, with commas between them."
        case .pushContact: "PARLANCE_PUSH_CONTACT must begin with mailto: or https://."
        case .flag(let name): "\(name) must be 1 or 0."
        }
    }
}
