/// Events in the form that `EventSource` and the streaming APIs of model providers read (HTML standard, 9.2).
public struct ServerSentEvents: Sendable {
    private let writer: ResponseWriter

    /// An answer that sends events while `body` runs.
    public static func response(headers: HTTPFields = [:], _ body: @escaping @Sendable (ServerSentEvents) async throws -> Void)
        -> HTTPResponse
    {
        var headers = headers
        headers["content-type"] = "text/event-stream"
        headers["cache-control"] = "no-store"
        headers["x-accel-buffering"] = "no"
        return HTTPResponse(headers: headers, body: .stream { try await body(ServerSentEvents(writer: $0)) })
    }

    /// Sends one event. Line breaks in `data` become lines of the event; those in `event` and `id` are left out.
    public func send(data: some Sequence<UInt8>, event: String? = nil, id: String? = nil) async throws(ResponseWriter.Failure) {
        try await writer.write(Self.encoded(data: data, event: event, id: id))
    }

    /// Sends a comment, which clients ignore: keeps the connection in use.
    public func keepAlive() async throws(ResponseWriter.Failure) { try await writer.write(":\n\n".utf8) }

    static func encoded(data: some Sequence<UInt8>, event: String?, id: String?) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in [("event", event), ("id", id)] {
            guard let value else { continue }
            bytes += "\(name): ".utf8
            bytes += value.utf8.filter { $0 != Bytes.lineFeed && $0 != Bytes.carriageReturn && $0 != 0 }
            bytes.append(Bytes.lineFeed)
        }
        bytes += "data: ".utf8
        var previous: UInt8 = 0
        for byte in data {
            if byte == Bytes.lineFeed && previous == Bytes.carriageReturn {
                previous = byte
                continue
            }
            if byte == Bytes.lineFeed || byte == Bytes.carriageReturn { bytes += "\ndata: ".utf8 } else { bytes.append(byte) }
            previous = byte
        }
        bytes += "\n\n".utf8
        return bytes
    }
}
