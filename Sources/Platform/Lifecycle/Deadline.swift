import Synchronization

/// Runs work with a limit of time that holds even when the work does not react to being cancelled.
enum Deadline {
    enum Outcome<Value: Sendable>: Sendable {
        case finished(Result<Value, any Error>)
        case expired
    }

    /// What the work gave, or `expired` after `limit`. Work that has expired is cancelled and then left to itself: there is nobody who could
    /// wait for it without waiting for ever. Cancelling the caller cancels the work.
    static func run<Value: Sendable>(
        within limit: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async -> Outcome<Value> {
        let first = FirstOutcome<Outcome<Value>>()
        let worker = Task {
            do { first.settle(.finished(.success(try await work()))) } catch { first.settle(.finished(.failure(error))) }
        }
        let timer = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            first.settle(.expired)
        }
        let outcome = await withTaskCancellationHandler {
            await first.value()
        } onCancel: {
            worker.cancel()
        }
        worker.cancel()
        timer.cancel()
        return outcome
    }
}

/// Keeps the first of several outcomes for the one who waits.
private final class FirstOutcome<Value: Sendable>: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<Value, Never>)
        case settled(Value)
    }

    private let state = Mutex(State.open)

    func settle(_ value: Value) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, Never>? in
            switch state {
            case .settled: return nil
            case .open:
                state = .settled(value)
                return nil
            case .waiting(let continuation):
                state = .settled(value)
                return continuation
            }
        }
        waiting?.resume(returning: value)
    }

    func value() async -> Value {
        await withCheckedContinuation { continuation in
            let settled = state.withLock { state -> Value? in
                if case .settled(let value) = state { return value }
                state = .waiting(continuation)
                return nil
            }
            if let settled { continuation.resume(returning: settled) }
        }
    }
}
