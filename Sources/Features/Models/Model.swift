import JSON

/// A model that can be chosen: one line of the picker.
public struct Model: Sendable, Hashable {
    /// What chats and mutations name: the provider's id, a slash, and the provider's own name of the model.
    public let id: String
    /// The provider's own name: what ``GenerationRequest/model`` takes.
    public let name: String
    /// The id of its provider.
    public let provider: String
    /// The provider's name for people.
    public let providerName: String
    /// Whether it runs on this machine.
    public let isLocal: Bool
    /// Tokens of context, where the provider says it.
    public let context: Int?

    /// A model of a provider.
    public init(name: String, provider: String, providerName: String, isLocal: Bool, context: Int?) {
        id = "\(provider)/\(name)"
        self.name = name
        self.provider = provider
        self.providerName = providerName
        self.isLocal = isLocal
        self.context = context
    }
}

extension Model: JSONWritable {
    /// As the `models` frame has it.
    public func write(into writer: inout JSONWriter) {
        writer.object {
            $0.field("id", id)
            $0.field("name", name)
            $0.field("provider", provider)
            $0.field("provider_name", providerName)
            $0.field("local", isLocal)
            $0.field("context", context)
        }
    }
}

/// What a provider says of one of its models.
public struct ModelListing: Sendable, Equatable {
    /// The longest name that is taken, in bytes.
    public static let maximumNameLength = 200

    /// The provider's own name.
    public let name: String
    /// Tokens of context, where the provider says it.
    public let context: Int?

    /// A listing.
    public init(name: String, context: Int? = nil) {
        self.name = name
        self.context = context
    }
}
