import NIOCore

/// Gives buffers to the socket: small ones joined, so that many frames cost one system call, large ones in slices, so that progress
/// shows. For the event loop's own use.
final class ChannelWriter {
    /// Below this, copying costs less than another element of a vectored write.
    private static let joinBelow = 4 << 10
    private static let slice = 64 << 10

    /// Bytes on their way to the operating system.
    private(set) var unwritten = 0
    /// Called each time everything has been taken.
    var onEmpty: (() -> Void)?
    /// When the client last took something.
    private(set) var progress = NIODeadline.now()

    /// Writes and flushes; `outbox` is told what has been taken.
    func write(_ buffers: [ByteBuffer], of outbox: Outbox?, to context: ChannelHandlerContext) {
        if unwritten == 0 { progress = .now() }
        var joined = ByteBuffer()
        for buffer in buffers {
            if buffers.count > 1, buffer.readableBytes < Self.joinBelow {
                joined.writeImmutableBuffer(buffer)
                if joined.readableBytes >= Self.slice / 2 { put(&joined, outbox, context) }
            } else {
                put(&joined, outbox, context)
                var rest = buffer
                while var part = rest.readSlice(length: min(Self.slice, rest.readableBytes)), part.readableBytes > 0 {
                    put(&part, outbox, context)
                }
            }
        }
        put(&joined, outbox, context)
        context.flush()
    }

    private func put(_ buffer: inout ByteBuffer, _ outbox: Outbox?, _ context: ChannelHandlerContext) {
        let count = buffer.readableBytes
        guard count > 0 else { return }
        unwritten += count
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.whenComplete { _ in
            bound.value.unwritten -= count
            bound.value.progress = .now()
            outbox?.wrote(count)
            if bound.value.unwritten == 0 { bound.value.onEmpty?() }
        }
        context.write(NIOAny(buffer), promise: promise)
        buffer = ByteBuffer()
    }
}
