import Synchronization

/// What a connection has received and its task has not yet taken: chunks of a body, or messages of a WebSocket.
///
/// One producer (the event loop), one consumer (the task). Bounded by `mark`: the producer is told to stop reading from the socket when
/// the queue costs more, and `demand` tells it to go on when the consumer has emptied it; so TCP itself slows the sender down.
final class InboundQueue<Element: Sendable, Failure: Error>: Sendable {
    private struct State {
        var items: [(element: Element, cost: Int)] = []
        var head = 0
        var cost = 0
        var paused = false
        var ending: Result<Void, Failure>?
        var whenTaken: (@Sendable () -> Void)?
        var consumer: CheckedContinuation<Result<Element?, Failure>, Never>?

        mutating func takeFirst() -> Element? {
            guard head < items.count else { return nil }
            let item = items[head]
            head += 1
            cost -= item.cost
            if head == items.count {
                items.removeAll(keepingCapacity: false)
                head = 0
            } else if head >= 32 {
                items.removeFirst(head)
                head = 0
            }
            return item.element
        }
    }

    private let state = Mutex(State())
    private let mark: Int
    private let demand: @Sendable () -> Void

    /// `startsPaused` makes the first wait of the consumer call `demand` (for `100 Continue`).
    init(mark: Int, startsPaused: Bool = false, demand: @escaping @Sendable () -> Void) {
        self.mark = mark
        self.demand = demand
        state.withLock { $0.paused = startsPaused }
    }

    /// Adds an element; false asks the producer to pause until `demand`. Ignored after the end.
    func push(_ element: Element, cost: Int) -> Bool {
        let (waiting, mayGoOn) = state.withLock { state -> (CheckedContinuation<Result<Element?, Failure>, Never>?, Bool) in
            guard state.ending == nil else { return (nil, true) }
            if let consumer = state.consumer {
                state.consumer = nil
                return (consumer, true)
            }
            state.items.append((element, cost))
            state.cost += cost
            state.paused = state.paused || state.cost > mark
            return (nil, !state.paused)
        }
        waiting?.resume(returning: .success(element))
        return mayGoOn
    }

    /// Ends the queue. With an error, what is still in it is dropped; without, it is delivered first. Only the first ending counts.
    ///
    /// - Parameter whenTaken: called once, when the consumer has done with everything and is about to be told of the end.
    func finish(_ ending: Result<Void, Failure>, whenTaken: (@Sendable () -> Void)? = nil) {
        let waiting = state.withLock { state -> CheckedContinuation<Result<Element?, Failure>, Never>? in
            guard state.ending == nil else { return nil }
            state.ending = ending
            if state.consumer == nil { state.whenTaken = whenTaken }
            if case .failure = ending {
                state.items = []
                state.head = 0
                state.cost = 0
            }
            defer { state.consumer = nil }
            return state.consumer
        }
        guard let waiting else { return }
        whenTaken?()
        waiting.resume(returning: ending.map { nil })
    }

    /// Whether everything has been received, so that taking it will not wait.
    var isComplete: Bool { state.withLock { $0.ending != nil } }

    /// The next element, waiting for it; nil at the end. A second consumer at the same time is told that the queue is at its end.
    func next() async throws(Failure) -> Element? {
        let result = await withCheckedContinuation { (continuation: CheckedContinuation<Result<Element?, Failure>, Never>) in
            let (answer, wants, whenTaken) = state.withLock { state -> (Result<Element?, Failure>?, Bool, (@Sendable () -> Void)?) in
                let element = state.takeFirst()
                let wants = state.paused && state.cost <= mark / 2
                if wants { state.paused = false }
                if let element { return (.success(element), wants, nil) }
                if let ending = state.ending {
                    defer { state.whenTaken = nil }
                    return (ending.map { nil }, false, state.whenTaken)
                }
                if state.consumer != nil { return (.success(nil), false, nil) }
                state.consumer = continuation
                return (nil, wants, nil)
            }
            if wants { demand() }
            whenTaken?()
            if let answer { continuation.resume(returning: answer) }
        }
        return try result.get()
    }
}
