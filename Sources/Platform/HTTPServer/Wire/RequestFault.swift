/// Why bytes on a connection are no request. Each is answered with one Problem, and the connection is closed: what follows on it
/// cannot be trusted to start where it seems to.
enum RequestFault: Error, Sendable, Equatable {
    /// The grammar is broken, or the message could be read in two ways (request smuggling, RFC 9112, 11.2).
    case malformed
    /// The request line is over its limit.
    case targetTooLong
    /// The header is over its limit of bytes or fields.
    case headerTooLarge
    /// A version that is not HTTP/1.0 or 1.1.
    case versionUnsupported
    /// A transfer coding other than `chunked`.
    case codingUnsupported
    /// An expectation other than `100-continue`.
    case expectationUnsupported
}
