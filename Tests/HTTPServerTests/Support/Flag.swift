import Synchronization

/// Is set once, and waited for.
final class Flag: Sendable {
    private let state = Mutex<(isSet: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

    func set() {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.isSet = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until it is set. A test that waits in vain ends by the suite's time limit.
    func isSet() async {
        await withCheckedContinuation { continuation in
            let isSet = state.withLock { state -> Bool in
                if !state.isSet { state.waiters.append(continuation) }
                return state.isSet
            }
            if isSet { continuation.resume() }
        }
    }
}

/// The most that a number has been.
final class HighWater: Sendable {
    private let value = Atomic<Int>(0)

    func see(_ number: Int) { value.max(number, ordering: .relaxed) }

    var highest: Int { value.load(ordering: .relaxed) }
}
