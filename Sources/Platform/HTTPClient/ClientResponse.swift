/// Status and headers.
struct ResponseHead: Sendable, Equatable {
    let status: Int
    let headers: ClientHeaders
}

/// A response whose head has arrived and whose body is on its way.
public struct ClientResponse: Sendable {
    /// The status, 200 to 599 and what else a server may say.
    public let status: Int
    /// The headers.
    public let headers: ClientHeaders
    /// The body, as it arrives.
    public let body: ClientBody

    /// The whole body, in memory. Its length is bounded by the request's `responseLimit`.
    public func bytes() async throws(ClientError) -> [UInt8] {
        var all: [UInt8] = []
        var chunks = body.makeAsyncIterator()
        while let chunk = try await chunks.next() { all.append(contentsOf: chunk) }
        return all
    }
}

/// A body as a sequence of chunks, each with everything that had arrived since the one before.
///
/// One reader, once. A reader that is slow pauses the transfer. Cancelling the reading task, or letting the body go before its end, ends
/// the transfer at once.
public struct ClientBody: AsyncSequence, Sendable {
    /// A chunk.
    public typealias Element = [UInt8]
    /// What ends it early.
    public typealias Failure = ClientError

    private let hold: TransferHold

    init(channel: ResponseChannel, thread: NetworkThread) {
        hold = TransferHold(channel: channel, thread: thread)
    }

    /// Says that what is still to come does not matter, and is expected to be next to nothing: up to 64 KiB of it are thrown away within a
    /// quarter of a second, so that the connection can be used again. What is longer is ended. Nothing can be read afterwards.
    public func discardRest() {
        hold.channel.discardRest()
    }

    /// Reads on from where reading stands.
    public struct AsyncIterator: AsyncIteratorProtocol, Sendable {
        fileprivate let hold: TransferHold

        /// The next chunk, nil at the end.
        public mutating func next() async throws(ClientError) -> [UInt8]? {
            try await hold.channel.next()
        }

        /// The same; which actor calls does not matter.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(ClientError) -> [UInt8]? {
            try await hold.channel.next()
        }
    }

    /// The reader.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(hold: hold)
    }
}

/// Ends the transfer when neither the body nor a reader of it is left.
private final class TransferHold: Sendable {
    let channel: ResponseChannel
    /// A body can be read on when its client has been let go.
    private let thread: NetworkThread

    init(channel: ResponseChannel, thread: NetworkThread) {
        self.channel = channel
        self.thread = thread
    }

    deinit { channel.abandon() }
}
