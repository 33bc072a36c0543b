import Synchronization

/// What all connections together know of the server, so that its operator hears of each change once.
final class ServerStatus: Sendable {
    private let isReachable = Mutex(true)
    private let events: @Sendable (DatabaseEvent) -> Void

    init(events: @escaping @Sendable (DatabaseEvent) -> Void) {
        self.events = events
    }

    func report(reachable: Bool) {
        let isChanged = isReachable.withLock { state in
            defer { state = reachable }
            return state != reachable
        }
        if isChanged { events(reachable ? .connected : .connectionLost) }
    }
}
