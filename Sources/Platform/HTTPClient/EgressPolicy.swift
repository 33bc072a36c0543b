/// How far requests may go, and which inner addresses somebody has vouched for.
public struct EgressPolicy: Sendable, Equatable {
    /// How far requests go at all.
    public enum Reach: Sendable {
        /// To the network.
        case network
        /// Not beyond this machine: local-only mode.
        case loopbackOnly
    }

    /// How far.
    public let reach: Reach
    /// The origins that the operator or a user gave as a provider's address; they may lie on this machine or in an inner network.
    public let configured: Set<Origin>

    /// Everything in the public network, nothing inside.
    public static let network = EgressPolicy(reach: .network, configured: [])
    /// Nothing beyond this machine.
    public static let localOnly = EgressPolicy(reach: .loopbackOnly, configured: [])

    /// The public network and these origins.
    public static func allowing(_ origins: Set<Origin>) -> EgressPolicy {
        EgressPolicy(reach: .network, configured: origins)
    }

    /// This policy with further origins vouched for.
    public func allowing(_ origins: Set<Origin>) -> EgressPolicy {
        EgressPolicy(reach: reach, configured: configured.union(origins))
    }

    /// Whether a request to `origin` may be connected to `address`.
    public func verdict(address: IPAddress, for origin: Origin) -> EgressRules.Verdict {
        EgressRules.verdict(address: address, reach: reach, configured: configured.contains(origin))
    }
}
