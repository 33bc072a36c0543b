import Telemetry

/// Starts the parts of a server in order and stops them in the reverse order, each within its own time.
///
///     let services = ServiceGroup(log: log)
///     let database = try await services.start("database", within: .seconds(30)) {
///         try await Database.open(…)
///     } stop: { await $0.close() }
///     …
///     await services.stop()
///
/// When one fails to start, the caller stops the group, which stops those that did start.
public actor ServiceGroup {
    private struct Running {
        let name: StaticString
        let stopWithin: Duration
        let stop: @Sendable () async -> Void
    }

    private let log: Log
    private var running: [Running] = []
    private var isStopping = false

    /// An empty group.
    public init(log: Log) {
        self.log = log
    }

    /// Starts a service and gives what `start` made of it.
    ///
    /// A service that is not ready after `limit` is cancelled and given up. `stop` gets `stopLimit` when its turn comes; after that the next
    /// one is stopped all the same.
    public func start<Value: Sendable>(
        _ name: StaticString, within limit: Duration = .seconds(30), stopWithin stopLimit: Duration = .seconds(10),
        _ start: @escaping @Sendable () async throws -> Value, stop: @escaping @Sendable (Value) async -> Void
    ) async throws(ServiceError) -> Value {
        guard !isStopping else { throw .stopping(name) }
        let outcome = await Deadline.run(within: limit, start)
        switch outcome {
        case .expired: throw .tookTooLong(name, limit)
        case .finished(.failure(let error)): throw .failed(name, error)
        case .finished(.success(let value)):
            // The group may have been stopped while this one was starting: then nobody else would stop it.
            guard !isStopping else {
                await finish(Running(name: name, stopWithin: stopLimit) { await stop(value) })
                throw .stopping(name)
            }
            running.append(Running(name: name, stopWithin: stopLimit) { await stop(value) })
            log.debug("service_started", ["service": .code(name)])
            return value
        }
    }

    /// Stops all services, the last started first. Asked again, it does nothing more. Gives the names of those that ran out of time.
    @discardableResult
    public func stop() async -> [StaticString] {
        isStopping = true
        var late: [StaticString] = []
        while let service = running.popLast() {
            if await !finish(service) { late.append(service.name) }
        }
        return late
    }

    /// Whether the service stopped within its time.
    @discardableResult
    private func finish(_ service: Running) async -> Bool {
        switch await Deadline.run(within: service.stopWithin, service.stop) {
        case .finished:
            log.debug("service_stopped", ["service": .code(service.name)])
            return true
        case .expired:
            log.warning("service_stop_expired", ["service": .code(service.name), "limit": .duration(service.stopWithin)])
            return false
        }
    }
}
