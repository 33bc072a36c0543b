import Problems

/// The port to whatever runs models: one adapter for each form of API.
public protocol ModelProvider: Sendable {
    /// The models that can be asked, in the provider's order.
    func models() async throws(ProviderError) -> [ModelListing]

    /// Starts an answer; returns when the provider has accepted the request.
    func generate(_ request: GenerationRequest) async throws(ProviderError) -> GenerationEvents
}

/// Why a provider did not do what it was asked. No case carries a text of the provider, which may hold a piece of the prompt.
public enum ProviderError: Error, Sendable, Equatable {
    /// Nobody answers at its address, or its name has none.
    case unreachable
    /// Its certificate is not valid for its name.
    case untrusted
    /// It took too long.
    case timeout
    /// Its address may not be reached: local-only mode, or an address inside that nobody configured.
    case refusedByEgress
    /// It does not accept the key.
    case unauthorised
    /// It wants fewer requests; it may say when to come again.
    case rateLimited(retryAfter: Duration?)
    /// It does not accept the request.
    case badRequest
    /// It has failed itself, with that HTTP status.
    case serverError(status: Int)
    /// The connection ended in the middle of the answer.
    case interrupted
    /// What it answers is not the API that was expected.
    case nonsense
    /// The conversation is longer than the model's context.
    case contextTooLong
    /// It has no such model.
    case modelUnknown
    /// Whoever asked has stopped it.
    case cancelled

    /// Whether the same request may succeed a little later.
    public var isRetryable: Bool { problem.kind.retryable }
}

extension ProviderError: ProblemConvertible {
    /// What a person is told.
    public var problem: Problem {
        switch self {
        case .unreachable: Problem(.providerUnreachable)
        case .untrusted: Problem(.providerUntrusted)
        case .timeout: Problem(.providerTimeout)
        case .refusedByEgress: Problem(.providerForbidden)
        case .unauthorised: Problem(.providerRefusedKey)
        case .rateLimited: Problem(.providerRateLimited)
        case .badRequest: Problem(.providerBadRequest)
        case .serverError: Problem(.providerFailed)
        case .interrupted: Problem(.providerInterrupted)
        case .nonsense: Problem(.providerNonsense)
        case .contextTooLong: Problem(.contextTooLong)
        case .modelUnknown: Problem(.modelUnknown)
        case .cancelled: Problem(.generationCancelled)
        }
    }
}
