import Synchronization
import Telemetry

@testable import Redis

/// The comings and goings of a connection.
final class Changes: Sendable {
    private struct State {
        var isUp: Bool?
        var waiting: [(Bool, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    func note(_ isUp: Bool) {
        let served = state.withLock { state in
            state.isUp = isUp
            defer { state.waiting.removeAll { $0.0 == isUp } }
            return state.waiting.filter { $0.0 == isUp }
        }
        for (_, continuation) in served { continuation.resume() }
    }

    func until(_ isUp: Bool) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.isUp != isUp { state.waiting.append((isUp, continuation)) }
                return state.isUp == isUp
            }
            if isThere { continuation.resume() }
        }
    }
}

extension RedisAddress {
    /// A server at a socket that wants a password.
    init(path: String, password: String) {
        self.init(endpoint: .file(path: path), user: nil, password: Secret(password), database: 0)
    }
}
