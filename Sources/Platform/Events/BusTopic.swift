import Synchronization

/// One space on the bus. Its lock is held while subscribers are called: that is what keeps versions in order.
final class BusTopic: Sendable {
    private struct State {
        var newest: Int64?
        var subscribers: [UInt64: @Sendable (Int64) -> Void] = [:]
        var next: UInt64 = 0
        var isRetired = false
    }

    private let state = Mutex(State())

    /// False when the topic has been forgotten by its bus meanwhile.
    func publish(_ version: Int64) -> Bool {
        state.withLock { state in
            if state.isRetired { return false }
            if let newest = state.newest, newest >= version { return true }
            state.newest = version
            for notify in state.subscribers.values { notify(version) }
            return true
        }
    }

    /// Nil when the topic has been forgotten by its bus meanwhile.
    func add(_ notify: @escaping @Sendable (Int64) -> Void) -> UInt64? {
        state.withLock { state in
            guard !state.isRetired else { return nil }
            let number = state.next
            state.next += 1
            state.subscribers[number] = notify
            if let newest = state.newest { notify(newest) }
            return number
        }
    }

    func remove(_ number: UInt64) {
        // What the callback holds may end another subscription when it goes: not under the lock.
        let removed = state.withLock { $0.subscribers.removeValue(forKey: number) }
        withExtendedLifetime(removed) {}
    }

    /// The newest version, when one is known.
    var newest: Int64? {
        state.withLock { $0.newest }
    }

    /// The newest version, nil inside when none is known; nil when nobody listens.
    var newestWhenHeard: Int64?? {
        state.withLock { $0.subscribers.isEmpty ? nil : .some($0.newest) }
    }

    /// Whether it is given up: nobody listens.
    func retire() -> Bool {
        state.withLock { state in
            state.isRetired = state.subscribers.isEmpty
            return state.isRetired
        }
    }
}
