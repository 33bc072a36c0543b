import NIOCore
import Problems

/// What happens when a client, or a handler, takes too long.
extension HTTPConnection {
    /// The deadlines that hold now.
    private var deadlines: Deadlines {
        let timeouts = core.configuration.timeouts
        var deadlines = Deadlines()
        if writer.unwritten > 0 { deadlines.writing = writer.progress + TimeAmount(timeouts.writing) }
        guard phase == .open else {
            deadlines.lingering = lingeringUntil
            return deadlines
        }
        if let exchange {
            deadlines.request = exchange.timeLimit
            let waitsForClient = !exchange.requestIsDone && !exchange.bodyIsPaused && !exchange.owesContinue
            if waitsForClient { deadlines.body = exchange.stretch.start + TimeAmount(timeouts.bodyStretch) }
        } else if headHasBegun {
            deadlines.head = waitingSince + TimeAmount(timeouts.header)
        } else {
            deadlines.idle = waitingSince + TimeAmount(timeouts.idle)
        }
        return deadlines
    }

    /// Sets the timer to the earliest deadline.
    func rearm() {
        guard phase == .open || phase == .lingering else { return }
        timer.arm(deadlines.earliest)
    }

    /// Measures the body's pace from now on.
    func restartStretch() {
        guard let exchange else { return }
        self.exchange?.stretch = (.now(), exchange.bodyReceived)
    }

    /// The timer has fired.
    func tick() {
        guard let context else { return }
        switch deadlines.expired(at: .now()) {
        case nil: break
        case .idle, .writing, .lingering: return context.close(promise: nil)
        case .head: endSlowHead()
        case .body: checkPace()
        case .request: fail(Problem(.timeout))
        }
        rearm()
    }

    private func endSlowHead() {
        if pending.readableBytes == 0 {
            context?.close(promise: nil)
        } else {
            refuse(Problem(.requestTimeout))
        }
    }

    private func checkPace() {
        guard let exchange else { return }
        let timeouts = core.configuration.timeouts
        let wanted = timeouts.bodyStretch.nanoseconds * Int64(timeouts.bodyBytesPerSecond) / 1_000_000_000
        if Int64(exchange.bodyReceived - exchange.stretch.bytes) < wanted { fail(Problem(.requestTimeout)) } else { restartStretch() }
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 { TimeAmount(self).nanoseconds }
}
