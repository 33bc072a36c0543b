import NIOCore
import Problems
import Telemetry

/// One connection that speaks HTTP/1.1: takes requests apart, has them answered one after the other, and holds the client to its limits.
///
/// Requests that are sent ahead (pipelining) wait unread in `pending`, which stops the socket at 64 KiB; so the answers are in order, and
/// a client cannot make the server hold more than one request and one answer. All state belongs to the event loop; tasks come back
/// through `Reply`.
final class HTTPConnection: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        case open
        /// An answer has ended the connection: what still comes is passed over until the client ends its side, lest a reset overtakes the
        /// answer.
        case lingering
        case closed
        /// Another handler has taken over.
        case upgraded
    }

    static let pendingMark = 64 << 10

    let core: ServerCore
    let writer = ChannelWriter()
    let timer: LazyTimer
    var context: ChannelHandlerContext?
    var phase = Phase.open
    var parser: RequestParser
    var pending = ByteBuffer()
    var exchange: Exchange?
    var lastTicket: UInt64 = 0
    var peer = ""
    var readIsHeld = false
    var isAdvancing = false
    var isDraining = false
    /// When the connection began to wait for the present header.
    var waitingSince = NIODeadline.now()
    var headHasBegun = false
    var passedOver = 0
    var lingeringUntil: NIODeadline?

    init(core: ServerCore, eventLoop: any EventLoop) {
        self.core = core
        parser = RequestParser(limits: core.configuration.parserLimits)
        timer = LazyTimer(eventLoop: eventLoop)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func channelActive(context: ChannelHandlerContext) {
        peer = context.remoteAddress?.ipAddress ?? ""
        isDraining = !core.connections.set(context.channel, .http)
        core.observation.connections.increment()
        // A client that connects and says nothing has as long as one that says half a header.
        headHasBegun = true
        timer.fire = { [weak self] in self?.tick() }
        if isDraining { context.close(promise: nil) } else { rearm() }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if phase != .upgraded { close() }
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer.stop()
        self.context = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        switch phase {
        case .open:
            if pending.readableBytes == 0 { pending = bytes } else { pending.writeBuffer(&bytes) }
            advance()
        case .lingering:
            passedOver += bytes.readableBytes
            if passedOver > 1 << 20 { context.close(promise: nil) }
        case .closed, .upgraded: break
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            if let exchange, exchange.outbox != nil { flush(exchange.ticket) }
            advance()
        }
        context.fireChannelWritabilityChanged()
    }

    /// Reading stops while the body's reader is behind, or while more than enough waits to be answered.
    var mayRead: Bool { !(exchange?.bodyIsPaused ?? false) && pending.readableBytes < Self.pendingMark }

    func read(context: ChannelHandlerContext) {
        if mayRead { context.read() } else { readIsHeld = true }
    }

    func resumeReading() {
        guard readIsHeld, mayRead else { return }
        readIsHeld = false
        context?.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is DrainEvent else { return context.fireUserInboundEventTriggered(event) }
        isDraining = true
        if exchange == nil, phase == .open { linger() }
    }

    /// The connection is over: nobody reads what tasks would still answer.
    private func close() {
        guard phase != .closed else { return }
        phase = .closed
        timer.stop()
        pending = ByteBuffer()
        if let exchange {
            exchange.abandon(Problem(.badRequest))
            record(exchange, status: exchange.responseIsDone ? exchange.status : 0)
        }
        exchange = nil
        if let context { core.connections.remove(context.channel) }
        core.observation.connections.decrement()
    }

    func record(_ exchange: Exchange, status: Int) {
        core.observation.answered(
            exchange.route, method: exchange.head.method, status: status,
            took: .nanoseconds((NIODeadline.now() - exchange.started).nanoseconds), id: exchange.id)
    }

    /// Ends our side once everything is written, and gives the client a while to read it.
    func linger() {
        guard phase == .open else { return }
        phase = .lingering
        pending = ByteBuffer()
        exchange = nil
        if writer.unwritten == 0 {
            endOutput()
        } else {
            writer.onEmpty = { [weak self] in self?.endOutput() }
            rearm()
        }
        resumeReading()
    }

    private func endOutput() {
        guard phase == .lingering, lingeringUntil == nil, let context else { return }
        lingeringUntil = .now() + TimeAmount(core.configuration.timeouts.lingering)
        context.close(mode: .output, promise: nil)
        rearm()
    }
}
