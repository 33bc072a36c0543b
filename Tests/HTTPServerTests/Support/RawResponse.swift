import JSON

/// An answer as a client sees it.
struct RawResponse: Sendable {
    let status: Int
    /// Lower-case names.
    let headers: [String: String]
    var body: [UInt8] = []

    var text: String { String(decoding: body, as: UTF8.self) }
    /// The `code` of a Problem.
    var code: String? { (try? JSON.parse(body))?["code"]?.stringValue }
}

extension RawClient {
    /// Reads the header of an answer.
    func readHead() throws -> RawResponse {
        let parts = try readLine().split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let status = Int(parts[1]) else { throw Failure.malformed("\(parts)") }
        var headers: [String: String] = [:]
        while true {
            let line = try readLine()
            if line.isEmpty { break }
            guard let colon = line.firstIndex(of: ":") else { throw Failure.malformed(line) }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].drop { $0 == " " }.description
        }
        return RawResponse(status: status, headers: headers)
    }

    /// Reads a whole answer.
    func readResponse(hasBody: Bool = true) throws -> RawResponse {
        var response = try readHead()
        guard hasBody else { return response }
        if response.headers["transfer-encoding"] == "chunked" {
            while let chunk = try readChunk() { response.body += chunk }
        } else if let length = response.headers["content-length"].flatMap({ Int($0) }) {
            response.body = try read(length)
        }
        return response
    }

    /// Reads one chunk, nil for the last.
    func readChunk() throws -> [UInt8]? {
        guard let size = Int(try readLine(), radix: 16) else { throw Failure.malformed("chunk") }
        let bytes = try read(size)
        guard try read(2) == [0x0D, 0x0A] else { throw Failure.malformed("chunk end") }
        return size == 0 ? nil : bytes
    }

    /// Sends a GET and reads its answer.
    func get(_ path: String, _ headers: String = "") throws -> RawResponse {
        try send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
        return try readResponse()
    }
}
