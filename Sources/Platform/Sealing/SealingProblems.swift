import Problems

extension ProblemKind {
    /// The key service, when it is another machine, does not answer.
    public static let keysUnavailable = ProblemKind(
        "keys_unavailable", status: 503, "The key service cannot be reached at the moment.", retryable: true)
}

extension SealingError: ProblemConvertible {
    /// `keys_unavailable`, `internal` for a cipher that refuses to seal, else `unreadable`.
    public var problem: Problem {
        switch self {
        case .serviceUnavailable: Problem(.keysUnavailable)
        case .cipherFailed: Problem(.internal)
        case .malformed, .unknownVersion, .unknownKey, .notAuthentic, .notText: Problem(.unreadable)
        }
    }
}
