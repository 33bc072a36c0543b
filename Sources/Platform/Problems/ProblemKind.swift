/// A kind of refusal or failure that a client is told of. Each target adds its own as `static let`s in its `…Problems.swift`, one line each;
/// those in `GeneralProblems.swift` are everyone's.
public struct ProblemKind: Sendable, Hashable {
    /// The stable name that programs look at: lower case with underscores. Never changed once released.
    public let code: String
    /// The HTTP status that goes with it.
    public let status: Int
    /// One sentence for a person, which holds nothing of the request.
    public let sentence: String
    /// Whether the same request may succeed later without being changed.
    public let retryable: Bool

    /// A kind with those parts.
    public init(_ code: String, status: Int, _ sentence: String, retryable: Bool = false) {
        self.code = code
        self.status = status
        self.sentence = sentence
        self.retryable = retryable
    }
}
