import NIOCore
import Telemetry

/// A task's way back to its connection.
struct Reply: Sendable {
    let connection: NIOLoopBound<HTTPConnection>
    let eventLoop: any EventLoop
    let core: ServerCore
    let ticket: UInt64
    let id: RequestID
    let isHead: Bool
    let isChunked: Bool
    let keepsAlive: Bool

    /// Gives the answer, and runs it when it is a stream.
    func send(_ response: HTTPResponse) async {
        let connection = connection
        let ticket = ticket
        guard case .stream(let write) = response.body, !isHead else {
            let closes = !keepsAlive || core.connections.isDraining
            let buffers = core.encode(response, id: id, isHead: isHead, closes: closes)
            return onLoop { $0.respond(ticket, buffers, status: response.status, closes: closes) }
        }
        let outbox = Outbox(marks: .init(soft: 64 << 10, low: 32 << 10, hard: .max), eventLoop: eventLoop) {
            connection.value.flush(ticket)
        }
        let closes = !keepsAlive || !isChunked
        var head = ByteBuffer()
        ResponseEncoder.head(
            status: response.status, fields: response.headers, length: isChunked ? .chunked : .untilClose, requestID: id.text,
            closes: closes,
            date: core.date.now(), into: &head)
        onLoop { $0.beginStream(ticket, outbox, status: response.status, closes: closes) }
        _ = outbox.send(head)
        do {
            try await write(ResponseWriter(outbox: outbox, isChunked: isChunked))
            _ = outbox.send(isChunked ? ResponseEncoder.lastChunk : ByteBuffer(), last: true)
            onLoop { $0.endStream(ticket) }
        } catch {
            if !Task.isCancelled, !(error is ResponseWriter.Failure) { core.observation.failed(error, id: id) }
            onLoop { $0.abort(ticket) }
        }
    }

    private func onLoop(_ body: @escaping @Sendable (HTTPConnection) -> Void) {
        let connection = connection
        eventLoop.execute { body(connection.value) }
    }
}
