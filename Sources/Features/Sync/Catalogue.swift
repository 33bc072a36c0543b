/// The catalogue as JSON that is ready to be sent.
public struct Catalogue: Sendable, Equatable {
    /// An array of models.
    public let models: [UInt8]
    /// An array of providers.
    public let providers: [UInt8]
    /// An object: the companion's state.
    public let companion: [UInt8]

    /// The three parts.
    public init(models: [UInt8], providers: [UInt8], companion: [UInt8]) {
        self.models = models
        self.providers = providers
        self.companion = companion
    }
}
