import NIOCore
import Problems

/// The way out: from a task's answer to bytes. What is said of an exchange that is over is ignored.
extension HTTPConnection {
    /// Answers at once, without a task.
    func answer(_ response: HTTPResponse) {
        guard let exchange else { return }
        var closes = exchange.closes || isDraining
        // A body that nobody will read is passed over when it is short and coming anyway; else it is cheaper to end the connection.
        switch exchange.head.framing {
        case .none: break
        case .length(let length): closes = closes || exchange.owesContinue || length > exchange.bodyLimit || length > Self.pendingMark
        case .chunked: closes = true
        }
        self.exchange?.owesContinue = false
        let buffers = core.encode(response, id: exchange.id, isHead: exchange.head.method == "HEAD", closes: closes)
        respond(exchange.ticket, buffers, status: response.status, closes: closes)
    }

    /// A whole answer.
    func respond(_ ticket: UInt64, _ buffers: [ByteBuffer], status: Int, closes: Bool) {
        guard let context, phase == .open, exchange?.ticket == ticket, exchange?.responseHasBegun == false else { return }
        exchange?.responseHasBegun = true
        exchange?.status = status
        writer.write(buffers, of: nil, to: context)
        endResponse(closes: closes)
    }

    /// A streamed answer begins; its bytes come through the outbox.
    func beginStream(_ ticket: UInt64, _ outbox: Outbox, status: Int, closes: Bool) {
        guard phase == .open, exchange?.ticket == ticket, exchange?.responseHasBegun == false else { return outbox.discard() }
        exchange?.responseHasBegun = true
        exchange?.status = status
        exchange?.outbox = outbox
        if closes { exchange?.closes = true }
    }

    /// Writes what the outbox holds, if the socket takes it; else `channelWritabilityChanged` comes back here.
    func flush(_ ticket: UInt64) {
        guard let context, exchange?.ticket == ticket, let outbox = exchange?.outbox, context.channel.isWritable else { return }
        let buffers = outbox.take()
        if !buffers.isEmpty { writer.write(buffers, of: outbox, to: context) }
        // Writing may have called back here; the rest is then done.
        guard exchange?.ticket == ticket, exchange?.responseIsDone == false else { return }
        if exchange?.streamIsEnding == true { endResponse(closes: false) } else { rearm() }
    }

    /// Everything is in the outbox.
    func endStream(_ ticket: UInt64) {
        guard exchange?.ticket == ticket else { return }
        exchange?.streamIsEnding = true
        flush(ticket)
    }

    /// The stream broke: cutting the connection is the only way to say so.
    func abort(_ ticket: UInt64) {
        guard let context, exchange?.ticket == ticket else { return }
        context.close(promise: nil)
    }

    private func endResponse(closes: Bool) {
        guard exchange != nil else { return }
        exchange?.responseIsDone = true
        exchange?.task = nil
        exchange?.timeLimit = nil
        // A client that waits to be asked for its body would take the next bytes for the answer to that.
        if closes || isDraining || exchange?.owesContinue == true { exchange?.closes = true }
        if case .queue(let queue) = exchange?.sink { queue.finish(.failure(Problem(.badRequest))) }
        exchange?.sink = .nowhere
        exchange?.bodyIsPaused = false
        advance()
    }

    /// The request and its answer are done.
    func finish(_ exchange: Exchange) {
        record(exchange, status: exchange.status)
        self.exchange = nil
        waitingSince = .now()
        if exchange.closes || isDraining { linger() }
    }
}
