import JSON
import Problems
import Telemetry

/// What a handler answers. The server adds length, date, request id and the security headers.
public struct HTTPResponse: Sendable {
    /// What follows the header.
    public enum Body: Sendable {
        /// Nothing.
        case empty
        /// These bytes.
        case bytes([UInt8])
        /// These bytes, which other answers share.
        case shared(SharedBytes)
        /// What the closure writes, while it writes it. It runs in the request's task and is cancelled when the client leaves or the time
        /// of the route is over; when it throws, the connection is cut, so that the client sees that the answer is not whole.
        case stream(@Sendable (ResponseWriter) async throws -> Void)
    }

    /// The status code, 200 to 599.
    public var status: Int
    /// Fields beyond those that the server adds itself.
    public var headers: HTTPFields
    /// What follows the header.
    public var body: Body

    /// Makes an answer.
    public init(status: Int = 200, headers: HTTPFields = [:], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer of one JSON value, which `write` writes.
    public static func json(_ status: Int = 200, _ write: (inout JSONWriter) throws -> Void) rethrows -> HTTPResponse {
        var writer = JSONWriter(capacity: 512)
        try write(&writer)
        return json(status, encoded: writer.bytes)
    }

    /// An answer of this JSON value.
    public static func json(_ status: Int = 200, _ value: JSON) -> HTTPResponse { json(status, encoded: value.encoded()) }

    /// An answer of JSON that is already encoded.
    public static func json(_ status: Int = 200, encoded bytes: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["content-type": "application/json", "cache-control": "no-store"], body: .bytes(bytes))
    }

    /// A text for people or for a scraper.
    public static func text(_ status: Int = 200, _ text: some Sequence<UInt8>, type: String = "text/plain; charset=utf-8") -> HTTPResponse {
        HTTPResponse(status: status, headers: ["content-type": type, "cache-control": "no-store"], body: .bytes(Array(text)))
    }

    /// A problem in its form on the wire, with its status.
    public static func problem(_ problem: Problem, requestID: RequestID) -> HTTPResponse {
        json(problem.kind.status, encoded: problem.httpBody(requestID: requestID.text))
    }
}
