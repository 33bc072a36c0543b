import NIOCore

/// Compresses whole answers for clients that take it (RFC 9110, 8.4): JSON and texts above 1 KiB. Streams go as they are, so that each piece
/// arrives at once; files bring their own compressed forms.
enum GzipCoding {
    /// Answers up to this many bytes fit into one packet as they are.
    static let longestPlain = 1 << 10

    /// The answer in the form for this client.
    static func encode(_ response: HTTPResponse, for request: HTTPRequest, _ compressors: Compressors) -> HTTPResponse {
        guard response.status == 200, response.headers["content-encoding"] == nil, isText(response.headers["content-type"]) else {
            return response
        }
        let body: ByteBuffer
        switch response.body {
        case .bytes(let bytes) where bytes.count > longestPlain: body = ByteBuffer(bytes: bytes)
        case .shared(let shared) where shared.count > longestPlain: body = shared.buffer
        default: return response
        }
        var response = response
        response.headers.add("vary", "accept-encoding")
        guard AcceptEncoding(request.headers.all("accept-encoding")).takesGzip,
            let compressed = compressors.gzipped(body)
        else { return response }
        response.headers.add("content-encoding", "gzip")
        response.body = .bytes(compressed)
        return response
    }

    private static func isText(_ type: String?) -> Bool {
        guard let type else { return false }
        return type.hasPrefix("application/json") || type.hasPrefix("text/") && !type.hasPrefix("text/event-stream")
    }
}
