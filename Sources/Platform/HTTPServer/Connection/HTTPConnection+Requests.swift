import NIOCore
import Problems
import Telemetry

/// The way in: from bytes to a task.
extension HTTPConnection {
    /// Goes on as far as what has arrived and what is being answered allow.
    func advance() {
        guard !isAdvancing else { return }
        isAdvancing = true
        loop: while phase == .open, let context {
            if let exchange {
                if exchange.responseIsDone, exchange.requestIsDone || exchange.closes {
                    finish(exchange)
                    continue
                }
                if exchange.requestIsDone { break }
            } else if !context.channel.isWritable {
                break
            }
            switch parser.next(&pending) {
            case .needMore: break loop
            case .head(let head): begin(head)
            case .body(let bytes): receive(bytes)
            case .end: endRequest()
            case .fault(let fault): refuse(fault.problem)
            }
        }
        isAdvancing = false
        if phase == .open {
            if exchange == nil, !headHasBegun, pending.readableBytes > 0 {
                headHasBegun = true
                waitingSince = .now()
            }
            rearm()
        }
        if pending.readableBytes == 0 { pending = ByteBuffer() }
        resumeReading()
    }

    private func begin(_ head: RequestHead) {
        lastTicket += 1
        let id = RequestID()
        var exchange = Exchange(ticket: lastTicket, head: head, id: id, closes: isDraining)
        headHasBegun = false
        let queue = head.framing == .none ? nil : bodyQueue(lastTicket, startsPaused: head.expectsContinue)
        do throws(Problem) {
            let decision = try core.decide(head, id: id, peer: peer, body: RequestBody(queue: queue), limit: &exchange.bodyLimit)
            switch decision {
            case .answer(let response, let label):
                exchange.route = label
                self.exchange = exchange
                answer(response)
            case .route(let index, let request):
                exchange.route = .route(index)
                if let queue { exchange.sink = .queue(queue) }
                if let time = core.routes[index].limits.time { exchange.timeLimit = exchange.started + TimeAmount(time) }
                self.exchange = exchange
                start(request, route: index)
            case .webSocket(let index, let request, let handshake): upgrade(index, request, handshake)
            }
        } catch {
            self.exchange = exchange
            answer(.problem(error, requestID: id))
        }
    }

    private func bodyQueue(_ ticket: UInt64, startsPaused: Bool) -> InboundQueue<ByteBuffer, Problem>? {
        guard let context else { return nil }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        return InboundQueue(mark: Self.pendingMark, startsPaused: startsPaused) {
            eventLoop.execute { bound.value.demandBody(ticket) }
        }
    }

    /// The handler waits for more of the body.
    private func demandBody(_ ticket: UInt64) {
        guard exchange?.ticket == ticket, let context else { return }
        if exchange?.owesContinue == true, exchange?.requestIsDone == false, exchange?.responseHasBegun == false {
            writer.write([ResponseEncoder.continueLine], of: nil, to: context)
        }
        exchange?.owesContinue = false
        exchange?.bodyIsPaused = false
        restartStretch()
        resumeReading()
        rearm()
    }

    private func start(_ request: HTTPRequest, route index: Int) {
        guard let context, let exchange, core.tasks.enter() else { return }
        let core = core
        let reply = Reply(
            connection: NIOLoopBound(self, eventLoop: context.eventLoop), eventLoop: context.eventLoop, core: core, ticket: exchange.ticket,
            id: exchange.id, isHead: exchange.head.method == "HEAD", isChunked: exchange.head.minorVersion == 1,
            keepsAlive: !exchange.closes)
        let work = { @Sendable in
            await reply.send(core.answer(request, route: index))
            core.tasks.leave()
        }
        switch core.routes[index].place {
        case .pool: self.exchange?.task = Task(operation: work)
        case .eventLoop: self.exchange?.task = Task.immediate(operation: work)
        }
    }

    private func receive(_ bytes: ByteBuffer) {
        guard var exchange else { return }
        let count = bytes.readableBytes
        exchange.bodyReceived += count
        if exchange.owesContinue { exchange.owesContinue = false }
        guard exchange.bodyReceived <= exchange.bodyLimit else { return fail(Problem(.tooLarge)) }
        // A tiny piece keeps the buffer alive that it came in.
        if case .queue(let queue) = exchange.sink { exchange.bodyIsPaused = !queue.push(bytes, cost: max(count, 1 << 10)) }
        self.exchange = exchange
    }

    private func endRequest() {
        exchange?.requestIsDone = true
        exchange?.bodyIsPaused = false
        if case .queue(let queue) = exchange?.sink { queue.finish(.success(())) }
    }

    /// Bytes that are no request.
    func refuse(_ problem: Problem) {
        if exchange != nil { return fail(problem) }
        lastTicket += 1
        let head = RequestHead(
            method: "", target: "", authority: nil, minorVersion: 1, fields: HTTPFields(), framing: .none, keepsAlive: false,
            expectsContinue: false,
            asksForWebSocket: false)
        exchange = Exchange(ticket: lastTicket, head: head, id: RequestID(), closes: true)
        headHasBegun = false
        fail(problem)
    }

    /// Answers the present request with this problem, if no answer has begun, and ends the connection.
    func fail(_ problem: Problem) {
        guard let failed = exchange, let context else { return }
        failed.abandon(problem)
        exchange?.task = nil
        guard !failed.responseHasBegun else {
            record(failed, status: failed.responseIsDone ? failed.status : 0)
            exchange = nil
            return context.close(promise: nil)
        }
        // Whatever the task still says is of an exchange that is over.
        lastTicket += 1
        var ended = Exchange(ticket: lastTicket, head: failed.head, id: failed.id, closes: true)
        ended.route = failed.route
        exchange = ended
        answer(.problem(problem, requestID: failed.id))
    }

    private func upgrade(_ index: Int, _ request: HTTPRequest, _ handshake: WebSocketHandshake) {
        guard let context else { return }
        writer.write([handshake.response(date: core.date.now(), requestID: request.id.text)], of: nil, to: context)
        phase = .upgraded
        timer.stop()
        let socket = WebSocketConnection(core: core, index: index, request: request, handshake: handshake, first: pending)
        pending = ByteBuffer()
        let operations = context.pipeline.syncOperations
        do {
            try operations.addHandler(socket, position: .after(self))
            context.pipeline.removeHandler(context: context, promise: nil)
        } catch { context.close(promise: nil) }
    }
}
