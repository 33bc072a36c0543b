import Identifiers
import Synchronization

/// Waits for the ends of answers that other processes were asked to end.
final class RemoteStops: Sendable {
    /// How long one waits for a process that says nothing: it has died, or does not write the answer.
    static let patience = Duration.seconds(2)

    private struct State {
        var next = 0
        var waiting: [Identifier: [Int: CheckedContinuation<Void, Never>]] = [:]
    }

    private let state = Mutex(State())

    /// Asks by `ask`, which says whether there is anybody, and waits.
    func stop(_ message: Identifier, _ ask: @escaping @Sendable () async -> Bool) async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withCheckedContinuation { continuation in
            // Before anybody is asked, so that no answer is missed.
            state.withLock { $0.waiting[message, default: [:]][number] = continuation }
            Task { [self] in
                if await ask() { try? await Task.sleep(for: Self.patience) }
                let waiting = state.withLock { $0.waiting[message]?.removeValue(forKey: number) }
                waiting?.resume()
            }
        }
    }

    /// An answer has been ended by the process that wrote it.
    func stopped(_ message: Identifier) {
        let waiting = state.withLock { $0.waiting.removeValue(forKey: message) } ?? [:]
        for continuation in waiting.values { continuation.resume() }
    }
}
