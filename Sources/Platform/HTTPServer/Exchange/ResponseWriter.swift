import NIOCore

/// Writes the body of a streaming answer.
public struct ResponseWriter: Sendable {
    /// Why writing stopped.
    public enum Failure: Error, Sendable, Equatable {
        /// The client has left, or the route's time is over.
        case closed
    }

    let outbox: Outbox
    let isChunked: Bool

    /// Sends bytes to the client, waiting while more than 64 KiB wait for the network. Nothing is sent for an empty array.
    public func write(_ bytes: some Collection<UInt8>) async throws(Failure) {
        guard !bytes.isEmpty else { return }
        switch outbox.send(ResponseEncoder.chunk(bytes, isChunked: isChunked)) {
        case .sent: break
        case .aboveSoftMark:
            await outbox.drained()
            if outbox.isClosed { throw .closed }
        case .overflowed, .closed: throw .closed
        }
    }

    /// Bytes that wait for the network.
    public var unsentBytes: Int { outbox.unsentBytes }
}
