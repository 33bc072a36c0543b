import Chats
import Identifiers
import Synchronization

/// The answers that this process is writing, so that they can be ended from elsewhere.
final class RunRegistry: Sendable {
    private let runs = Mutex<[Identifier: RunHandle]>([:])

    /// False when another run is at this answer: then nothing is added.
    func add(_ handle: RunHandle, for message: Identifier) -> Bool {
        runs.withLock { runs in
            guard runs[message] == nil else { return false }
            runs[message] = handle
            return true
        }
    }

    func remove(_ message: Identifier) {
        runs.withLock { _ = $0.removeValue(forKey: message) }
    }

    func handle(of message: Identifier) -> RunHandle? {
        runs.withLock { $0[message] }
    }

    func all() -> [RunHandle] {
        runs.withLock { Array($0.values) }
    }
}

/// A way to end one run before its time. The first reason counts.
final class RunHandle: Sendable {
    /// Why a run ends before its time.
    enum Reason: Sendable {
        /// The user said so.
        case stop
        /// The server goes down.
        case shutdown
    }

    private struct State {
        var reason: Reason?
        var isShuttingDown = false
        var task: Task<Void, Never>?
        var isOver = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Names the task that reads from the provider; it is cancelled when the run is to end.
    func carry(_ task: Task<Void, Never>) {
        let ended = state.withLock { state in
            state.task = task
            return state.reason != nil
        }
        if ended { task.cancel() }
    }

    /// Asks the run to end.
    func end(_ reason: Reason) {
        let task = state.withLock { state in
            if state.reason == nil { state.reason = reason }
            if reason == .shutdown { state.isShuttingDown = true }
            return state.task
        }
        task?.cancel()
    }

    /// Why it was asked to end, if it was.
    var reason: Reason? {
        state.withLock { $0.reason }
    }

    /// Whether the server goes down, whatever the first reason was.
    var isShuttingDown: Bool {
        state.withLock { $0.isShuttingDown }
    }

    /// Tells those who wait that the ending is committed.
    func over() {
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns when the ending is committed.
    func untilOver() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiting.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }
}
