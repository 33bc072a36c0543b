import HTTPClient

/// How browsers are notified.
public struct PushSettings: Sendable, Equatable {
    /// Push services that the operator vouches for; others are reached in the public network alone.
    public let egress: EgressPolicy
    /// How the operators of push services reach this server's: `mailto:` or `https:`. Some demand it.
    public let contact: String?

    /// Reads `PARLANCE_PUSH_ORIGINS`, addresses with commas between, and `PARLANCE_PUSH_CONTACT`.
    init(environment: [String: String]) throws(ConfigurationError) {
        var origins: Set<Origin> = []
        for text in environment.list("PARLANCE_PUSH_ORIGINS") {
            guard let address = WebAddress(text) else { throw .pushOrigin }
            origins.insert(address.origin)
        }
        egress = .allowing(origins)
        contact = environment.filled("PARLANCE_PUSH_CONTACT")
        if let contact, !contact.hasPrefix("mailto:"), !contact.hasPrefix("https://") { throw .pushContact }
    }
}
