/// Stands around every route's handler: sees the request before it, and the answer after it.
///
/// What must hold for every byte that comes in (limits, `Host` and `Origin`, request id, log, metrics, security headers) is no middleware
/// but built into the server, so that refusals and files have it too.
public struct Middleware: Sendable {
    /// What stands inside.
    public typealias Next = @Sendable (HTTPRequest) async throws -> HTTPResponse

    /// Answers a request itself, or hands it on.
    public let handle: @Sendable (HTTPRequest, Next) async throws -> HTTPResponse

    /// Makes a middleware.
    public init(handle: @escaping @Sendable (HTTPRequest, Next) async throws -> HTTPResponse) { self.handle = handle }

    /// The handler with all of these around it, the first outermost.
    static func around(_ handler: @escaping Next, _ list: [Middleware]) -> Next {
        list.reversed().reduce(handler) { inner, middleware in { try await middleware.handle($0, inner) } }
    }
}
