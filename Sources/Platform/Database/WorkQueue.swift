import Dispatch
import Synchronization

/// A bounded queue in front of one or more threads. Overflow rule: the newest is refused.
final class WorkQueue<Item: Sendable>: Sendable {
    /// What became of an offered item.
    enum Offer {
        case accepted
        case full
        case closed
    }

    private enum Step {
        case item(Item)
        case end
        case sleep
    }

    private struct State {
        var items = Fifo<Item>()
        var sleepers = 0
        var isClosed = false
    }

    private let capacity: Int
    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// How many items wait.
    var count: Int { state.withLock { $0.items.count } }

    func offer(_ item: Item) -> Offer {
        var wakes = false
        let outcome = state.withLock { state in
            if state.isClosed { return Offer.closed }
            if state.items.count >= capacity { return Offer.full }
            state.items.append(item)
            if state.sleepers > 0 {
                state.sleepers -= 1
                wakes = true
            }
            return Offer.accepted
        }
        if wakes { wakeUp.signal() }
        return outcome
    }

    /// The oldest item; waits for one. Nil once the queue is closed and empty.
    func next() -> Item? {
        while true {
            let step = state.withLock { state in
                if let item = state.items.popFirst() { return Step.item(item) }
                if state.isClosed { return Step.end }
                state.sleepers += 1
                return Step.sleep
            }
            switch step {
            case .item(let item): return item
            case .end: return nil
            case .sleep: wakeUp.wait()
            }
        }
    }

    /// The oldest item if there is one now.
    func poll() -> Item? {
        state.withLock { $0.items.popFirst() }
    }

    /// Refuses further items. Those that wait are still handed out.
    func close() {
        let sleepers = state.withLock { state in
            state.isClosed = true
            defer { state.sleepers = 0 }
            return state.sleepers
        }
        for _ in 0..<sleepers { wakeUp.signal() }
    }
}

/// First in, first out, with constant work for each.
struct Fifo<Item> {
    private var items: [Item?] = []
    private var head = 0

    var count: Int { items.count - head }

    mutating func append(_ item: Item) {
        items.append(item)
    }

    mutating func popFirst() -> Item? {
        guard head < items.count else { return nil }
        let item = items[head]
        items[head] = nil
        head += 1
        if head == items.count {
            items.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head * 2 >= items.count {
            items.removeFirst(head)
            head = 0
        }
        return item
    }
}
