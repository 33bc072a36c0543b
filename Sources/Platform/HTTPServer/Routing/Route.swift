/// One method at one pattern of paths.
public struct Route: Sendable {
    /// Where a handler runs.
    public enum Place: Sendable {
        /// In the pool of threads that all tasks share: right for whatever computes or waits.
        case pool
        /// On the connection's event loop until its first wait. Only for what takes microseconds: everything else on that loop stands still
        /// meanwhile.
        case eventLoop
    }

    /// `GET`, `POST`, …; `HEAD` follows from `GET`, `OPTIONS` from all.
    public let method: String
    /// The path, with `{name}` for a segment that is a parameter: `/messages/{id}`. A fixed segment goes before a parameter.
    public let pattern: String
    /// Its description in the OpenAPI document.
    public let operation: Operation
    /// What a request may take.
    public let limits: RouteLimits
    /// Where the handler runs.
    public let place: Place
    /// Answers a request. A `Problem` that it throws is answered as one; any other error is logged and answered as `internal`.
    public let handler: @Sendable (HTTPRequest) async throws -> HTTPResponse

    /// Makes a route.
    public init(
        _ method: String, _ pattern: String, operation: Operation, limits: RouteLimits = RouteLimits(), place: Place = .pool,
        handler: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse
    ) {
        self.method = method
        self.pattern = pattern
        self.operation = operation
        self.limits = limits
        self.place = place
        self.handler = handler
    }
}

/// What one request of a route may take.
public struct RouteLimits: Sendable, Equatable {
    /// Bytes of the body; above: 413.
    public var bodyBytes: Int
    /// Time from the request's header to the end of the answer, or nil for no limit (streams); then the handler is cancelled, and what
    /// has not begun to answer answers 504.
    public var time: Duration?

    /// Makes limits; the defaults are 64 KiB and 30 s.
    public init(bodyBytes: Int = 64 << 10, time: Duration? = .seconds(30)) {
        self.bodyBytes = bodyBytes
        self.time = time
    }
}
