/// Why a command has no reply, or an address is none.
public enum RedisError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not connected now; the command was not sent. The connection tries again by itself.
    case unavailable
    /// The connection was lost while the command was under way: it may have been carried out or not.
    case lost
    /// As many commands, or bytes, are under way as may be; the command was not sent.
    case overloaded
    /// The reply did not come in time. The connection is given up, since later replies would be taken for others.
    case timedOut
    /// What came is no reply, or larger than a reply may be.
    case protocolViolated
    /// The server refuses the user or the password, or wants one.
    case refused
    /// The connection was closed by this program.
    case closed
    /// `rediss://`: TLS is not spoken.
    case encryptionUnsupported
    /// Not an address of the form `redis://user:password@host:port/database`.
    case addressUnreadable

    /// A sentence.
    public var description: String {
        switch self {
        case .unavailable: "Redis cannot be reached."
        case .lost: "The connection to Redis was lost."
        case .overloaded: "Too much is under way to Redis."
        case .timedOut: "Redis did not answer in time."
        case .protocolViolated: "What answers is not Redis."
        case .refused: "Redis refuses the user, the password or the database."
        case .closed: "The connection to Redis is closed."
        case .encryptionUnsupported:
            "rediss:// (TLS) is not supported: use redis:// on a network of your own, or a tunnel such as stunnel beside each process."
        case .addressUnreadable: "The address of Redis must have the form redis://user:password@host:port/database."
        }
    }
}
