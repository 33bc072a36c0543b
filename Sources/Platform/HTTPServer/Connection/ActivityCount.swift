import Synchronization

/// Counts what is going on, and lets a drain wait for its end: every connection and every handler's task has an owner that awaits it.
final class ActivityCount: Sendable {
    private let state = Mutex<(count: Int, waiters: [CheckedContinuation<Void, Never>])>((0, []))

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

    /// Lets those that wait go on, though something is left.
    func giveUp() {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until there is nothing, or somebody gives up.
    func isOver() async {
        await withCheckedContinuation { continuation in
            let over = state.withLock { state -> Bool in
                if state.count > 0 { state.waiters.append(continuation) }
                return state.count == 0
            }
            if over { continuation.resume() }
        }
    }
}
