import HTTPClient
import Problems
import Telemetry

/// A provider in the catalogue: what people see of it, the adapter that asks it, and what it last said.
struct ProviderEntry: Sendable {
    private(set) var status: ProviderStatus
    let provider: any ModelProvider
    /// Tells this adapter from an earlier one of the same provider: an answer that comes late is not taken for this one's.
    let revision: Int
    private(set) var listings: [ModelListing] = []
    /// Whether it has ever said which models it has.
    private(set) var hasListed = false
    private var failures = 0

    init(status: ProviderStatus, provider: any ModelProvider, revision: Int) {
        self.status = status
        self.provider = provider
        self.revision = revision
    }

    var models: [Model] { listings.map(model) }

    func model(_ listing: ModelListing) -> Model {
        Model(
            name: listing.name, provider: status.id, providerName: status.name, isLocal: status.kind == .companion, context: listing.context
        )
    }

    /// The model of that name. Until the provider has said which it has, any name may be one.
    func model(named name: String) -> Model? {
        if let listing = listings.first(where: { $0.name == name }) { return model(listing) }
        guard !hasListed, !name.isEmpty, name.utf8.count <= ModelListing.maximumNameLength else { return nil }
        return model(ModelListing(name: name))
    }

    mutating func isBeingChecked() {
        status.state = .checking
        status.problem = nil
    }

    mutating func listed(_ listings: [ModelListing]) {
        self.listings = listings
        hasListed = true
        failures = 0
        status.state = .ok
        status.problem = nil
    }

    /// What it had said before stays.
    mutating func failed(_ error: ProviderError) {
        failures += 1
        status.state = .failing
        status.problem = error.problem
    }

    /// How long until it is asked again: `interval` while it works, from 5 s on doubling while it does not.
    func wait(interval: Duration) -> Duration {
        guard failures > 0 else { return interval }
        return min(interval, .seconds(5) * (1 << min(failures - 1, 10)))
    }
}
