import HTTPClient
import Telemetry

/// What the operator sets up of models.
public struct ModelsConfiguration: Sendable {
    /// A provider that the environment names.
    public struct Environment: Sendable {
        /// Its base address.
        public let address: WebAddress
        /// Its key.
        public let key: Secret?
    }

    /// Why the environment cannot be used.
    public enum Fault: Error, Sendable, CustomStringConvertible {
        /// `PARLANCE_OPENAI_BASE_URL` is not an address.
        case baseURL

        /// A sentence for the operator.
        public var description: String {
            "PARLANCE_OPENAI_BASE_URL must be an http or https address without user name and query, such as https://api.openai.com/v1."
        }
    }

    /// The provider of the environment, or none.
    public var environment: Environment?
    /// How often each provider is asked for its models.
    public var refresh: Duration = .seconds(300)

    /// A configuration without a provider.
    public init() {}

    /// From `PARLANCE_OPENAI_BASE_URL` and `PARLANCE_OPENAI_API_KEY`. With only a key it is OpenAI itself.
    public init(environment: [String: String]) throws(Fault) {
        let key = environment["PARLANCE_OPENAI_API_KEY"].flatMap { $0.isEmpty ? nil : Secret($0) }
        let text = environment["PARLANCE_OPENAI_BASE_URL"].flatMap { $0.isEmpty ? nil : $0 }
        guard text != nil || key != nil else { return }
        guard let address = ProviderAddress.normalised(text ?? "https://api.openai.com/v1") else { throw .baseURL }
        self.environment = Environment(address: address, key: key)
    }
}
