import Models
import Problems

/// Finds the model that is to answer, and waits a while where it is only not there yet: the local model is loading, or a provider has not
/// told its models since the server started.
struct ModelChoice: Sendable {
    /// How long a loading local model is waited for.
    static let loadingLimit = Duration.seconds(120)
    /// How long a provider that is being asked is waited for.
    static let checkingLimit = Duration.seconds(10)

    let catalogue: ModelCatalogue

    /// The model of that id, or the one to be used where none is named.
    ///
    /// - Throws: what ``ModelCatalogue/resolve(_:)`` throws in the end; `CancellationError`.
    func model(_ id: String?) async throws -> ResolvedModel {
        let (changes, continuation) = AsyncStream.makeStream(of: CatalogueSnapshot.self, bufferingPolicy: .bufferingNewest(1))
        let subscription = catalogue.onChange { continuation.yield($0) }
        defer { withExtendedLifetime(subscription) {} }
        let start = ContinuousClock.now
        let alarm = Task { [catalogue] in
            // Nothing may change while a provider hangs: look again all the same.
            try? await Task.sleep(for: Self.checkingLimit)
            continuation.yield(catalogue.snapshot)
            try? await Task.sleep(for: Self.loadingLimit - Self.checkingLimit)
            continuation.finish()
        }
        defer { alarm.cancel() }
        var problem = Problem(.noModel)
        for await snapshot in changes {
            do {
                return try await catalogue.resolve(id)
            } catch {
                problem = error
                let waited = ContinuousClock.now - start
                if !Self.mayPass(error, in: snapshot, after: waited) { throw error }
            }
        }
        try Task.checkCancellation()
        throw problem
    }

    private static func mayPass(_ problem: Problem, in snapshot: CatalogueSnapshot, after waited: Duration) -> Bool {
        if problem.kind == .modelLoading { return true }
        guard problem.kind == .modelUnknown || problem.kind == .noModel else { return false }
        return waited < checkingLimit && snapshot.providers.contains { $0.state == .checking }
    }
}
