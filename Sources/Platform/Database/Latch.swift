import Synchronization

/// Lets tasks wait until a number of threads have ended.
final class Latch: Sendable {
    private struct State {
        var remaining: Int
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    private let whenOpen: @Sendable () -> Void

    /// `whenOpen` is called once, by the last of them.
    init(count: Int, whenOpen: @escaping @Sendable () -> Void) {
        state = Mutex(State(remaining: count))
        self.whenOpen = whenOpen
    }

    func countDown() {
        let isLast = state.withLock { state in
            state.remaining -= 1
            return state.remaining == 0
        }
        guard isLast else { return }
        whenOpen()
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if state.isOpen { return true }
                state.waiting.append(continuation)
                return false
            }
            if isOpen { continuation.resume() }
        }
    }
}
