import NIOCore

/// What became of a frame given to `send`.
public enum SendOutcome: Sendable, Equatable {
    /// It is on its way.
    case sent
    /// It is on its way, behind so much else that what can be left out should be, until `onDrain`.
    case aboveSoftMark
    /// The socket is closed or closing.
    case closed
}

/// One socket, from the handler's side.
public final class WebSocket: Sendable {
    let outbox: Outbox
    private let inbound: InboundQueue<WebSocketMessage, Never>
    /// Tells the connection that the close frame is sent, or, when the hard mark has closed the outbox, is to be sent past it.
    private let closing: @Sendable (_ frame: EncodedFrame, _ past: Bool) -> Void
    /// The sub-protocol that was agreed.
    public let subprotocol: String?
    /// Nil when the client takes no compressed messages.
    private let compression: SocketCompression?

    init(
        outbox: Outbox, inbound: InboundQueue<WebSocketMessage, Never>, subprotocol: String?,
        compression: SocketCompression? = nil,
        closing: @escaping @Sendable (_ frame: EncodedFrame, _ past: Bool) -> Void
    ) {
        self.outbox = outbox
        self.inbound = inbound
        self.subprotocol = subprotocol
        self.compression = compression
        self.closing = closing
    }

    /// Sends a frame: from any thread, without waiting. Frames that are sent within one turn of the event loop leave in one write. A
    /// frame that goes over the hard mark closes the socket (4408) and is dropped with all that waits.
    @discardableResult
    public func send(_ frame: EncodedFrame) -> SendOutcome {
        switch outbox.send(frame.buffer(for: compression)) {
        case .sent: return .sent
        case .aboveSoftMark: return .aboveSoftMark
        case .closed: return .closed
        case .overflowed:
            closing(EncodedFrame(closing: CloseCode.tooSlow, reason: "too slow"), true)
            return .closed
        }
    }

    /// Bytes that the operating system has not yet taken.
    public var unsentBytes: Int { outbox.unsentBytes }

    /// Says goodbye after what has been sent, waits a little for the answer, and ends the connection. Only the first call counts.
    public func close(code: UInt16 = CloseCode.normal, reason: String = "") {
        let frame = EncodedFrame(closing: code, reason: reason)
        if outbox.send(frame.buffer, last: true) != .closed { closing(frame, false) }
    }

    /// The client's messages in order; ends when the socket closes. For one reader. Not reading makes the client wait.
    public var messages: Messages { Messages(queue: inbound) }

    /// Sets what is called each time the unsent bytes have fallen to half the soft mark after they were above it. Runs on the event loop:
    /// it may send, and must not block. The last one set counts.
    public func onDrain(_ callback: @escaping @Sendable () -> Void) { outbox.onDrain(callback) }

    /// The messages of a socket.
    public struct Messages: AsyncSequence, Sendable {
        /// What arrives.
        public typealias Element = WebSocketMessage
        /// Nothing is thrown: a broken connection ends the sequence.
        public typealias Failure = Never

        let queue: InboundQueue<WebSocketMessage, Never>

        /// Walks over the messages.
        public func makeAsyncIterator() -> Iterator { Iterator(queue: queue) }

        /// Walks over the messages.
        public struct Iterator: AsyncIteratorProtocol {
            let queue: InboundQueue<WebSocketMessage, Never>

            /// The next message, or nil when the socket is closed.
            public mutating func next() async -> WebSocketMessage? { await next(isolation: nil) }

            /// The next message, or nil when the socket is closed.
            public mutating func next(isolation actor: isolated (any Actor)?) async -> WebSocketMessage? { await queue.next() }
        }
    }
}
