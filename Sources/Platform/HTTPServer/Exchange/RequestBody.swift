import NIOCore
import Problems

/// The body of a request, as it arrives. Reading it slowly slows the client down; reading it is what makes the server ask for it
/// (`100 Continue`). For one reader.
///
/// Throws `too_large` when a chunked body goes over the route's limit, `request_timeout` when it arrives too slowly, `bad_request` when
/// the client leaves before its end.
public struct RequestBody: AsyncSequence, Sendable {
    /// A stretch of the body.
    public typealias Element = [UInt8]
    /// What ends it early.
    public typealias Failure = Problem

    let queue: InboundQueue<ByteBuffer, Problem>?

    /// Walks over the body.
    public func makeAsyncIterator() -> Iterator { Iterator(queue: queue) }

    /// Walks over the body.
    public struct Iterator: AsyncIteratorProtocol {
        let queue: InboundQueue<ByteBuffer, Problem>?

        /// The next stretch, or nil at the end.
        public mutating func next() async throws -> [UInt8]? { try await next(isolation: nil) }

        /// The next stretch, or nil at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(Problem) -> [UInt8]? {
            guard let buffer = try await queue?.next() else { return nil }
            return Array(buffer.readableBytesView)
        }
    }

    /// The whole body. Throws `too_large` when it is longer than `limit` bytes.
    func collect(limit: Int) async throws(Problem) -> [UInt8] {
        guard let queue else { return [] }
        var bytes: [UInt8] = []
        while let buffer = try await queue.next() {
            guard bytes.count + buffer.readableBytes <= limit else { throw Problem(.tooLarge) }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }
}
