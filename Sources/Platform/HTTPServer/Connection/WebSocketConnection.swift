import NIOCore
import Problems
import Telemetry

/// One connection that speaks the WebSocket protocol (RFC 6455). All state belongs to the event loop; the handler's task sees a
/// `WebSocket`.
final class WebSocketConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        case open
        /// The client has said goodbye or broken a rule; our close frame waits for the handler to have done with the messages before.
        case answering
        /// We have sent a close frame and wait for the client's.
        case closing
        /// Both have said goodbye, or the client cannot be trusted to: what is still to be written is written, then the connection ends.
        case ending
        case closed
    }

    private let core: ServerCore
    private let route: WebSocketRoute
    private let index: Int
    private let request: HTTPRequest
    private let subprotocol: String?
    private let compression: SocketCompression?
    private let started = NIODeadline.now()
    private let writer = ChannelWriter()
    private var timer: LazyTimer?
    private var context: ChannelHandlerContext?
    private var phase = Phase.open
    private var reader: FrameReader
    private var pending: ByteBuffer
    private var outbox: Outbox?
    private var inbound: InboundQueue<WebSocketMessage, Never>?
    private var task: Task<Void, Never>?
    private var isPaused = false
    private var readIsHeld = false
    private var heard = NIODeadline.now()
    private var pinged = NIODeadline.now()
    private var endsAt: NIODeadline?
    private var status = 101
    /// The close frame that waits.
    private var farewell: EncodedFrame?

    /// `first` is what came behind the handshake.
    init(core: ServerCore, index: Int, request: HTTPRequest, handshake: WebSocketHandshake, first: ByteBuffer) {
        self.core = core
        self.index = index
        route = core.webSockets[index]
        self.request = request
        subprotocol = handshake.subprotocol
        compression = handshake.deflate.map { SocketCompression(windowBits: $0.windowBits, compressors: core.compressors) }
        reader = FrameReader(limits: route.limits, compressors: compression?.compressors)
        pending = first
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let eventLoop = context.eventLoop
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let limits = route.limits
        let outbox = Outbox(marks: .init(soft: limits.softMark, low: limits.softMark / 2, hard: limits.hardMark), eventLoop: eventLoop) {
            bound.value.flush()
        }
        let inbound = InboundQueue<WebSocketMessage, Never>(mark: limits.inboundBytes) { eventLoop.execute { bound.value.resume() } }
        let socket = WebSocket(outbox: outbox, inbound: inbound, subprotocol: subprotocol, compression: compression) { frame, isPast in
            eventLoop.execute { bound.value.beginClosing(isPast ? frame : nil) }
        }
        self.outbox = outbox
        self.inbound = inbound
        core.observation.webSockets.increment()
        let timer = LazyTimer(eventLoop: eventLoop)
        timer.fire = { [weak self] in self?.tick() }
        self.timer = timer
        let isLate = !core.connections.set(context.channel, .webSocket)
        start(socket)
        if isLate { socket.close(code: CloseCode.restart) }
        if pending.readableBytes > 0 { advance() }
        rearm()
        context.read()
    }

    private func start(_ socket: WebSocket) {
        guard core.tasks.enter() else { return }
        let (route, request, core) = (route, request, core)
        task = Task {
            await route.handler(request, socket)
            socket.close(code: CloseCode.normal)
            core.tasks.leave()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closed
        timer?.stop()
        inbound?.finish(.success(()))
        outbox?.discard()
        // Both lead back to here.
        inbound = nil
        outbox = nil
        task?.cancel()
        task = nil
        pending = ByteBuffer()
        core.connections.remove(context.channel)
        core.observation.webSockets.decrement()
        core.observation.connections.decrement()
        core.observation.answered(
            .webSocket(index), method: request.method, status: status, took: .nanoseconds((NIODeadline.now() - started).nanoseconds),
            id: request.id)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.stop()
        self.context = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        heard = .now()
        guard phase == .open || phase == .closing else { return }
        var bytes = unwrapInboundIn(data)
        if pending.readableBytes == 0 { pending = bytes } else { pending.writeBuffer(&bytes) }
        advance()
    }

    private func advance() {
        loop: while phase == .open || phase == .closing, !isPaused {
            switch reader.next(&pending) {
            case .needMore: break loop
            case .message(let message):
                if phase == .open { isPaused = !(inbound?.push(message, cost: message.count + 64) ?? true) }
            case .ping(let payload):
                if phase == .open { send(EncodedFrame(control: .pong, payload).buffer) }
            case .pong: break
            case .close(let code): answerClose(code)
            case .violation(let code): leave(with: EncodedFrame(closing: code, reason: ""))
            }
        }
        if phase == .ending || phase == .answering { pending = ByteBuffer() }
        if pending.readableBytes == 0 { pending = ByteBuffer() }
    }

    func read(context: ChannelHandlerContext) {
        if isPaused { readIsHeld = true } else { context.read() }
    }

    /// The handler has taken its messages.
    private func resume() {
        guard isPaused else { return }
        isPaused = false
        heard = .now()
        advance()
        if readIsHeld, !isPaused {
            readIsHeld = false
            context?.read()
        }
        rearm()
    }

    /// Queues a frame of the connection's own, which may be the one that goes over the hard mark.
    private func send(_ buffer: ByteBuffer) {
        guard outbox?.send(buffer) == .overflowed else { return }
        beginClosing(EncodedFrame(closing: CloseCode.tooSlow, reason: "too slow"))
    }

    private func flush() {
        guard let context, let outbox, context.channel.isWritable else { return }
        let buffers = outbox.take()
        if !buffers.isEmpty { writer.write(buffers, of: outbox, to: context) }
        endIfWritten()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { flush() }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is DrainEvent else { return context.fireUserInboundEventTriggered(event) }
        _ = outbox?.send(EncodedFrame(closing: CloseCode.restart, reason: "restart").buffer, last: true)
        beginClosing(nil)
    }

    /// A close frame is on its way, or is `frame`; the client has a while to answer it (7.1.2).
    private func beginClosing(_ frame: EncodedFrame?) {
        if phase == .answering { return end() }
        guard phase == .open, let context else { return }
        phase = .closing
        if let frame { writer.write([frame.buffer], of: nil, to: context) }
        inbound?.finish(.success(()))
        endsAt = .now() + TimeAmount(route.limits.closing)
        if isPaused { resume() }
        rearm()
    }

    /// The client has said goodbye: say it too, with its code (5.5.1), unless we did before.
    private func answerClose(_ code: UInt16?) {
        guard phase == .open else { return end() }
        leave(with: EncodedFrame(control: .close, code.map { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] } ?? []))
    }

    /// Ends with this frame, once the handler has done with the messages that came before and asks for the next, or has had its time: so that
    /// what it answers to them goes out before.
    private func leave(with frame: EncodedFrame) {
        guard phase == .open, let context, let inbound, let outbox else { return end() }
        phase = .answering
        farewell = frame
        endsAt = .now() + TimeAmount(route.limits.closing)
        let eventLoop = context.eventLoop
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        inbound.finish(.success(())) {
            // Here and now: a handler that returns closes the socket with a code of its own.
            _ = outbox.send(frame.buffer, last: true)
            eventLoop.execute { bound.value.sayFarewell() }
        }
        rearm()
    }

    private func sayFarewell() {
        guard phase == .answering, let farewell else { return }
        _ = outbox?.send(farewell.buffer, last: true)
        end()
    }

    private func end() {
        guard phase == .open || phase == .answering || phase == .closing else { return }
        phase = .ending
        inbound?.finish(.success(()))
        endsAt = .now() + TimeAmount(route.limits.closing)
        writer.onEmpty = { [weak self] in self?.endIfWritten() }
        flush()
        rearm()
    }

    private func endIfWritten() {
        guard phase == .ending, let context, writer.unwritten == 0, outbox?.hasQueued != true else { return }
        phase = .closed
        // Our side only: bytes of the client that are still unread would turn a full close into a reset, which can overtake the close
        // frame.
        context.close(mode: .output, promise: nil)
    }

    private func tick() {
        let now = NIODeadline.now()
        if let endsAt, endsAt <= now {
            if phase == .answering { return sayFarewell() }
            context?.close(promise: nil)
            return
        }
        if phase == .open {
            if !isPaused, heard + TimeAmount(route.limits.silence) <= now {
                context?.close(promise: nil)
                return
            }
            if pinged + TimeAmount(route.limits.pingInterval) <= now {
                pinged = now
                send(Self.ping)
            }
        }
        rearm()
    }

    private func rearm() {
        var next = pinged + TimeAmount(route.limits.pingInterval)
        if !isPaused { next = min(next, heard + TimeAmount(route.limits.silence)) }
        timer?.arm(endsAt ?? next)
    }

    private static let ping = EncodedFrame(control: .ping, []).buffer
}
