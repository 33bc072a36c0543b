import Problems

extension ProblemKind {
    /// ``ProviderError/unreachable``.
    public static let providerUnreachable = ProblemKind(
        "provider_unreachable", status: 502, "The model's provider cannot be reached.", retryable: true)
    /// ``ProviderError/untrusted``.
    public static let providerUntrusted = ProblemKind(
        "provider_untrusted", status: 502, "The provider's certificate is not valid for its address.")
    /// ``ProviderError/timeout``.
    public static let providerTimeout = ProblemKind(
        "provider_timeout", status: 504, "The model's provider took too long to answer.", retryable: true)
    /// ``ProviderError/refusedByEgress``.
    public static let providerForbidden = ProblemKind(
        "provider_forbidden", status: 403, "This server may not connect to the provider's address.")
    /// ``ProviderError/unauthorised``.
    public static let providerRefusedKey = ProblemKind("provider_refused_key", status: 502, "The provider does not accept the key.")
    /// ``ProviderError/rateLimited(retryAfter:)``.
    public static let providerRateLimited = ProblemKind(
        "provider_rate_limited", status: 503, "The provider accepts no more requests at the moment; please try again later.",
        retryable: true)
    /// ``ProviderError/badRequest``.
    public static let providerBadRequest = ProblemKind("provider_bad_request", status: 502, "The provider does not accept this request.")
    /// ``ProviderError/serverError(status:)``.
    public static let providerFailed = ProblemKind(
        "provider_failed", status: 502, "The model's provider has failed; please try again later.", retryable: true)
    /// ``ProviderError/interrupted``.
    public static let providerInterrupted = ProblemKind(
        "provider_interrupted", status: 502, "The provider went away in the middle of the answer.", retryable: true)
    /// ``ProviderError/nonsense``.
    public static let providerNonsense = ProblemKind(
        "provider_nonsense", status: 502, "What answers at the provider's address does not speak the expected API.")
    /// ``ProviderError/contextTooLong``.
    public static let contextTooLong = ProblemKind(
        "context_too_long", status: 413, "The conversation is longer than this model can read.")
    /// No provider has a model of that name.
    public static let modelUnknown = ProblemKind("model_unknown", status: 404, "There is no such model.")
    /// There is no model at all.
    public static let noModel = ProblemKind("no_model", status: 503, "No model is set up; add a provider in the settings.")
    /// The local model is being started; it will be there in a moment.
    public static let modelLoading = ProblemKind(
        "model_loading", status: 503, "The local model is still loading; please try again in a moment.", retryable: true)
    /// The companion does not start, or ends again and again.
    public static let companionFailed = ProblemKind(
        "companion_failed", status: 503, "The local model could not be started.", retryable: true)
    /// The file of the local model does not have the digest that was pinned, so it is not run.
    public static let modelFileChanged = ProblemKind(
        "model_file_changed", status: 503, "The local model's file is not the one that was checked, so it is not used.")
    /// ``ProviderError/cancelled``.
    public static let generationCancelled = ProblemKind("generation_cancelled", status: 409, "The answer was stopped.")
    /// There is no such provider, or not one that can be changed.
    public static let providerUnknown = ProblemKind("provider_unknown", status: 404, "There is no such provider.")
    /// A space has as many providers as it may.
    public static let tooManyProviders = ProblemKind("too_many_providers", status: 409, "There are as many providers as there may be.")
}
