/// A message from a client.
public enum WebSocketMessage: Sendable, Equatable {
    /// Checked UTF-8.
    case text([UInt8])
    /// Any bytes.
    case binary([UInt8])

    var count: Int {
        switch self {
        case .text(let bytes), .binary(let bytes): bytes.count
        }
    }
}

/// What one WebSocket may take.
public struct WebSocketLimits: Sendable, Equatable {
    /// Bytes of a message, all fragments together; above: closed with 1009.
    public var messageBytes: Int
    /// Fragments of a message; above: closed with 1009.
    public var fragments: Int
    /// Messages that have arrived and are not yet taken, in bytes; above, the socket is not read until they are.
    public var inboundBytes: Int
    /// Unsent bytes above which `send` answers `.aboveSoftMark`; `onDrain` calls when they have fallen to half of it.
    public var softMark: Int
    /// Unsent bytes above which the socket is closed with 4408.
    public var hardMark: Int
    /// Time between pings.
    public var pingInterval: Duration
    /// Silence after which the socket is given up.
    public var silence: Duration
    /// How long the other end may take to answer a close frame.
    public var closing: Duration

    /// Makes limits; the defaults are 1 MiB, 1,024 fragments, 1 MiB, 256 KiB, 4 MiB, 20 s, 60 s and 5 s.
    public init(
        messageBytes: Int = 1 << 20, fragments: Int = 1024, inboundBytes: Int = 1 << 20, softMark: Int = 256 << 10, hardMark: Int = 4 << 20,
        pingInterval: Duration = .seconds(20), silence: Duration = .seconds(60), closing: Duration = .seconds(5)
    ) {
        self.messageBytes = messageBytes
        self.fragments = fragments
        self.inboundBytes = inboundBytes
        self.softMark = softMark
        self.hardMark = hardMark
        self.pingInterval = pingInterval
        self.silence = silence
        self.closing = closing
    }
}

/// A pattern of paths at which WebSockets are taken (RFC 6455).
public struct WebSocketRoute: Sendable {
    /// As of `Route`.
    public let pattern: String
    /// Those that the server speaks, best first. When there are any, a client must offer one of them; else it is refused (400).
    public let subprotocols: [String]
    /// What a socket may take.
    public let limits: WebSocketLimits
    /// Runs for the life of a socket, and is cancelled when it closes; when it returns, the socket is closed (1000).
    public let handler: @Sendable (HTTPRequest, WebSocket) async -> Void

    /// Makes a route.
    public init(
        _ pattern: String, subprotocols: [String] = [], limits: WebSocketLimits = WebSocketLimits(),
        handler: @escaping @Sendable (HTTPRequest, WebSocket) async -> Void
    ) {
        self.pattern = pattern
        self.subprotocols = subprotocols
        self.limits = limits
        self.handler = handler
    }
}
