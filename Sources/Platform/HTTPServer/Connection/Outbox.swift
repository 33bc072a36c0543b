import NIOCore
import Synchronization

/// What a connection is about to send: filled from any thread without waiting, emptied by the event loop.
///
/// Many buffers put in during one turn of the loop leave as one flush. A buffer is shared with every other outbox that sends it, so a
/// slow reader costs a reference and not a copy. Overflow rule: above the soft mark the sender is told; above the hard mark the outbox
/// closes and drops what it holds.
final class Outbox: Sendable {
    /// Bytes at which senders are told to hold back, at which they may go on, and at which the connection is given up.
    struct Marks: Sendable {
        var soft: Int
        var low: Int
        var hard: Int
    }

    private struct State {
        var queue: [ByteBuffer] = []
        var scheduled = false
        var closed = false
        var above = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var onDrain: (@Sendable () -> Void)?
    }

    enum Outcome: Sendable, Equatable {
        case sent
        case aboveSoftMark
        /// This buffer went over the hard mark: the outbox has just closed.
        case overflowed
        case closed
    }

    private let state = Mutex(State())
    private let counter = Atomic<Int>(0)
    private let marks: Marks
    private let eventLoop: any EventLoop
    private let flush: @Sendable () -> Void

    /// `flush` runs on the event loop and calls `take`.
    init(marks: Marks, eventLoop: any EventLoop, flush: @escaping @Sendable () -> Void) {
        self.marks = marks
        self.eventLoop = eventLoop
        self.flush = flush
    }

    /// Bytes put in and not yet accepted by the operating system.
    var unsentBytes: Int { counter.load(ordering: .relaxed) }

    /// Queues a buffer. From any thread; never waits. `last` closes the outbox behind it.
    func send(_ buffer: ByteBuffer, last: Bool = false) -> Outcome {
        let count = buffer.readableBytes
        let (outcome, schedule) = state.withLock { state -> (Outcome, Bool) in
            guard !state.closed else { return (.closed, false) }
            let unsent = counter.add(count, ordering: .relaxed).newValue
            // One buffer alone always passes, however large: refusing it would refuse it again each time the client came back.
            if unsent > marks.hard, unsent - count > marks.low, !last {
                state.closed = true
                counter.subtract(count + state.queue.reduce(0) { $0 + $1.readableBytes }, ordering: .relaxed)
                state.queue = []
                return (.overflowed, false)
            }
            state.queue.append(buffer)
            state.closed = last
            let schedule = !state.scheduled
            state.scheduled = true
            if unsent > marks.soft { state.above = true }
            return (unsent > marks.soft ? .aboveSoftMark : .sent, schedule)
        }
        if outcome == .overflowed { resumeAll() }
        if schedule { eventLoop.execute(flush) }
        return outcome
    }

    /// Everything that is queued, for the event loop to write; each buffer written is to be reported with `wrote`.
    func take() -> [ByteBuffer] {
        state.withLock { state in
            state.scheduled = false
            defer { state.queue = [] }
            return state.queue
        }
    }

    /// The operating system has taken so many bytes.
    func wrote(_ count: Int) {
        let unsent = counter.subtract(count, ordering: .relaxed).newValue
        guard unsent <= marks.low else { return }
        let (waiters, callback) = state.withLock { state -> ([CheckedContinuation<Void, Never>], (@Sendable () -> Void)?) in
            guard state.above else { return ([], nil) }
            state.above = false
            defer { state.waiters = [] }
            return (state.waiters, state.closed ? nil : state.onDrain)
        }
        for waiter in waiters { waiter.resume() }
        callback?()
    }

    /// Closes at once and drops what is queued: the connection is gone.
    func discard() {
        state.withLock { state in
            state.closed = true
            counter.subtract(state.queue.reduce(0) { $0 + $1.readableBytes }, ordering: .relaxed)
            state.queue = []
        }
        resumeAll()
    }

    /// Whether nothing more is taken.
    var isClosed: Bool { state.withLock { $0.closed } }

    /// Whether something waits for `take`.
    var hasQueued: Bool { state.withLock { !$0.queue.isEmpty } }

    /// Is called, on the event loop, each time the unsent bytes fall to the low mark after they were above the soft one.
    func onDrain(_ callback: @escaping @Sendable () -> Void) {
        state.withLock { $0.onDrain = callback }
    }

    /// Waits while the outbox is above its soft mark and open.
    func drained() async {
        await withCheckedContinuation { continuation in
            let waits = state.withLock { state -> Bool in
                guard state.above, !state.closed else { return false }
                state.waiters.append(continuation)
                return true
            }
            if !waits { continuation.resume() }
        }
    }

    private func resumeAll() {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
