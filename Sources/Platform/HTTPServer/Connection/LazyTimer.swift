import NIOCore

/// The one timer of a connection. Deadlines that move away, as they do with each request, cost nothing: the timer fires early, and its
/// owner arms it again. For the event loop's own use.
final class LazyTimer {
    /// Called when the armed time has come; the owner looks which of its deadlines is over.
    var fire: (() -> Void)?
    private let eventLoop: any EventLoop
    private var armed: NIODeadline?
    private var generation = 0

    private struct Weak {
        weak var timer: LazyTimer?
    }

    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// Fires at this time or before.
    func arm(_ deadline: NIODeadline?) {
        guard let deadline else { return }
        if let armed, armed <= deadline { return }
        armed = deadline
        generation += 1
        let generation = generation
        let bound = NIOLoopBound(Weak(timer: self), eventLoop: eventLoop)
        eventLoop.scheduleTask(deadline: deadline) { bound.value.timer?.fired(generation) }
    }

    /// Never fires again.
    func stop() {
        fire = nil
        generation += 1
    }

    private func fired(_ generation: Int) {
        guard generation == self.generation else { return }
        armed = nil
        fire?()
    }
}
