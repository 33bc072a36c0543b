/// What a server is told from outside.
public struct ServerConfiguration: Sendable {
    /// The address to listen on.
    public var host: String
    /// The port; 0 takes a free one.
    public var port: Int
    /// Names under which the server may be addressed, with or without a port; without one, the port it listens on.
    public var allowedHosts: [String]
    /// Origins whose pages may use the server, beside `http://` and each allowed host: `https://chat.example.org`. Its host is then
    /// allowed as well.
    public var allowedOrigins: [String]
    /// Connections at once; above, a connection is answered 503 and closed.
    public var maximumConnections: Int
    /// Event loops; nil: one for each core.
    public var eventLoops: Int?
    /// Whether answers and WebSocket messages are compressed for clients that take it.
    public var compresses: Bool
    /// Addresses of the proxies before this server. What they say of a request's origin in `X-Forwarded-For` gives its `peer`; what others
    /// say is not believed.
    public var trustedProxies: [String]
    /// Limits on requests.
    public var parserLimits: ParserLimits
    /// Limits on time.
    public var timeouts: ServerTimeouts

    /// Makes a configuration; the defaults listen on 127.0.0.1 and answer only there.
    public init(
        host: String = "127.0.0.1", port: Int = 8080, allowedHosts: [String] = ["127.0.0.1", "localhost", "[::1]"],
        allowedOrigins: [String] = [],
        maximumConnections: Int = 20_000, eventLoops: Int? = nil, compresses: Bool = true, trustedProxies: [String] = [],
        parserLimits: ParserLimits = ParserLimits(),
        timeouts: ServerTimeouts = ServerTimeouts()
    ) {
        self.host = host
        self.port = port
        self.allowedHosts = allowedHosts
        self.allowedOrigins = allowedOrigins
        self.maximumConnections = maximumConnections
        self.eventLoops = eventLoops
        self.compresses = compresses
        self.trustedProxies = trustedProxies
        self.parserLimits = parserLimits
        self.timeouts = timeouts
    }
}

/// How long a client may take.
public struct ServerTimeouts: Sendable, Equatable {
    /// From the first byte of a header, or from the connection, to the header's end; then 408.
    public var header: Duration
    /// Between two requests of a connection; then it is closed.
    public var idle: Duration
    /// While a body arrives, each such stretch of time must bring `bodyBytesPerSecond` on average; else 408.
    public var bodyStretch: Duration
    /// The slowest that a body may arrive.
    public var bodyBytesPerSecond: Int
    /// Time in which a client takes nothing of what is sent to it; then it is cut off.
    public var writing: Duration
    /// How long a connection that the server has ended is kept open for the client to read the answer.
    public var lingering: Duration

    /// Makes limits; the defaults are 10 s, 60 s, 5 s at 500 bytes/s, 30 s and 2 s.
    public init(
        header: Duration = .seconds(10), idle: Duration = .seconds(60), bodyStretch: Duration = .seconds(5), bodyBytesPerSecond: Int = 500,
        writing: Duration = .seconds(30), lingering: Duration = .seconds(2)
    ) {
        self.header = header
        self.idle = idle
        self.bodyStretch = bodyStretch
        self.bodyBytesPerSecond = bodyBytesPerSecond
        self.writing = writing
        self.lingering = lingering
    }
}
