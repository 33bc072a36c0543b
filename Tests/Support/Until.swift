/// Looks again until something is so, at most a minute.
public func until(_ condition: () async throws -> Bool) async throws {
    struct NeverCame: Error {}
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverCame() }
        try await Task.sleep(for: .milliseconds(2))
    }
}
