/// One reply of the server (RESP2, https://redis.io/docs/latest/develop/reference/protocol-spec/).
public indirect enum RedisValue: Sendable, Equatable {
    /// A simple or a bulk string: any bytes.
    case string([UInt8])
    /// A number.
    case integer(Int64)
    /// A list, which may hold lists.
    case array([RedisValue])
    /// A bulk string or list that is not there.
    case null
    /// The command was refused; the server's words. They may name keys, so they are not logged.
    case error(String)

    /// The bytes of a string.
    public var bytes: [UInt8]? {
        if case .string(let bytes) = self { bytes } else { nil }
    }

    /// A string that is UTF-8.
    public var text: String? {
        bytes.flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// A number.
    public var number: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// The items of a list.
    public var items: [RedisValue]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The server's words when the command was refused.
    public var refusal: String? {
        if case .error(let words) = self { words } else { nil }
    }
}
