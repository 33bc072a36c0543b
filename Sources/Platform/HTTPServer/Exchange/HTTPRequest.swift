import JSON
import Problems
import Telemetry

/// A request as a handler sees it: decoded, within its limits, and addressed to this server.
public struct HTTPRequest: Sendable {
    /// Names this request in logs, problems and the `x-request-id` of the answer. Always made by this server.
    public let id: RequestID
    /// The method, as the client wrote it.
    public let method: String
    /// The path, percent-decoded once.
    public let path: String
    /// The query's names and values in order, percent-decoded once, with `+` as a space.
    public let query: [(name: String, value: String)]
    /// The header fields.
    public let headers: HTTPFields
    /// What stood in the place of each `{name}` of the route's pattern.
    public let parameters: [String: String]
    /// The address of the client, without its port: the other end of the connection, or what a trusted proxy says stands behind it.
    public let peer: String
    /// The body as it arrives.
    public let bodyStream: RequestBody
    /// The route's limit on the body, in bytes.
    public let bodyLimit: Int

    /// The first value of this name in the query.
    public func queryValue(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// The whole body. Throws `too_large` above `limit` bytes (nil: the route's limit), `request_timeout`, or `bad_request` when the
    /// client leaves.
    public func body(limit: Int? = nil) async throws(Problem) -> [UInt8] {
        try await bodyStream.collect(limit: min(limit ?? bodyLimit, bodyLimit))
    }

    /// The whole body as JSON. Throws `unsupported_media_type` unless it is declared as `application/json`, `invalid_json`, and what
    /// `body` throws.
    ///
    /// The declared type matters: a page of another site can post `text/plain` without asking first, but never this.
    public func json(limit: Int? = nil) async throws(Problem) -> JSON {
        let type = (headers["content-type"] ?? "").utf8.prefix { $0 != 0x3B && $0 != Bytes.space }
        guard Bytes.equalIgnoringCase(type, "application/json") else { throw Problem(.unsupportedMediaType) }
        let bytes = try await body(limit: limit)
        do { return try JSON.parse(bytes) } catch { throw error.problem }
    }
}
