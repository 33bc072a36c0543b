/// One turn of a conversation, as a model is shown it.
public struct ChatTurn: Sendable, Hashable {
    /// Whose turn it is.
    public enum Role: String, Sendable {
        case system, user, assistant
    }

    /// Whose.
    public let role: Role
    /// What was said.
    public let text: String

    /// A turn.
    public init(_ role: Role, _ text: String) {
        self.role = role
        self.text = text
    }
}

/// What a model is asked to write.
public struct GenerationRequest: Sendable, Equatable {
    /// The provider's own name of the model (``Model/name``).
    public var model: String
    /// The conversation, oldest first.
    public var turns: [ChatTurn]
    /// 0 to 2; nil for the provider's default.
    public var temperature: Double?
    /// The most tokens to write; nil for the provider's default.
    public var maxTokens: Int?
    /// Whether the last turn is the assistant's own and is to be gone on with, not answered. Only what comes after it is sent.
    public var continuesLastTurn: Bool

    /// A request.
    public init(model: String, turns: [ChatTurn], temperature: Double? = nil, maxTokens: Int? = nil, continuesLastTurn: Bool = false) {
        self.model = model
        self.turns = turns
        self.temperature = temperature
        self.maxTokens = maxTokens
        self.continuesLastTurn = continuesLastTurn
    }
}

/// What comes of it: texts, then one `usage`, then one `finished`.
public enum GenerationEvent: Sendable, Equatable {
    /// More text: UTF-8, whole scalars, never empty.
    case text([UInt8])
    /// What it took.
    case usage(Usage)
    /// The end.
    case finished(FinishReason)
}

/// Tokens read and written.
public struct Usage: Sendable, Hashable {
    /// Tokens of the conversation.
    public let input: Int
    /// Tokens of the answer.
    public let output: Int
    /// Whether the provider did not say, and the numbers are made from the length of the texts.
    public let isEstimated: Bool

    /// Numbers.
    public init(input: Int, output: Int, isEstimated: Bool) {
        self.input = input
        self.output = output
        self.isEstimated = isEstimated
    }
}

/// Why a model stopped.
public enum FinishReason: Sendable, Equatable {
    /// It was done.
    case stop
    /// The limit of tokens, or of the context, was reached.
    case length
    /// The provider held text back.
    case filtered
    /// Anything else that a provider says.
    case other
}
