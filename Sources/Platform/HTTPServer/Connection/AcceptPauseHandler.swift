import NIOCore
import Telemetry

/// Pauses accepting for a second when the system has no file descriptors or memory left for another connection.
///
/// NIO's own `AcceptBackoffHandler` does not help in 2.65: after a failed accept the listening socket stays registered, and the event loop
/// spins.
final class AcceptPauseHandler: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private let observation: Observation

    init(observation: Observation) { self.observation = observation }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        observation.cannotAccept(error)
        let channel = context.channel
        _ = channel.setOption(ChannelOptions.autoRead, value: false)
        context.eventLoop.scheduleTask(in: .seconds(1)) { _ = channel.setOption(ChannelOptions.autoRead, value: true) }
        context.fireErrorCaught(error)
    }
}
