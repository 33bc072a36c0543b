import Synchronization

/// Counts what is going on, and lets a drain wait for its end: every connection and every handler's task has an owner that awaits it.
final class ActivityCount: Sendable {
    private struct State {
        var count = 0
        var isGivenUp = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// What goes on now.
    var count: Int { state.withLock { $0.count } }

    /// One more, if there are fewer than `limit`.
    func enter(limit: Int = .max) -> Bool {
        state.withLock { state in
            guard state.count < limit else { return false }
            state.count += 1
            return true
        }
    }

    /// One less.
    func leave() {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.count -= 1
            guard state.count == 0 else { return [] }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Lets those that wait or will wait go on, though something is left.
    func giveUp() {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.isGivenUp = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until there is nothing, or somebody gives up or has given up.
    func isOver() async {
        await withCheckedContinuation { continuation in
            let waits = state.withLock { state -> Bool in
                guard state.count > 0, !state.isGivenUp else { return false }
                state.waiters.append(continuation)
                return true
            }
            if !waits { continuation.resume() }
        }
    }
}
