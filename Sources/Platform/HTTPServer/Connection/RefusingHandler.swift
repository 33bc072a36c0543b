import NIOCore
import Problems
import Telemetry

/// Answers a connection that is one too many.
final class RefusingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let core: ServerCore

    init(core: ServerCore) { self.core = core }

    func channelActive(context: ChannelHandlerContext) {
        let id = RequestID()
        let answer = core.encode(.problem(Problem(.overloaded), requestID: id), id: id, isHead: false, closes: true)
        for buffer in answer { context.write(wrapOutboundOut(buffer), promise: nil) }
        context.flush()
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
