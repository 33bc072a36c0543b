import Events
import Identifiers
import Models

/// Has the catalogue read its providers again when another process may have changed them. Of many changes of the space it hears once a second.
struct ProviderWatch: Sendable {
    let bus: Bus
    let space: Identifier
    let catalogue: ModelCatalogue

    func run() async {
        let (versions, feed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let subscription = bus.subscribe(to: space) { _ in feed.yield() }
        defer { subscription.cancel() }
        for await _ in versions {
            await catalogue.reload()
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
    }
}
