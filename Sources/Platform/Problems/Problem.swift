/// What a client is told when something is refused or has failed. It can be thrown by whatever serves a request, and holds nothing that
/// may not be shown to the client.
public struct Problem: Error, Sendable, Hashable {
    /// Which kind it is.
    public let kind: ProblemKind
    /// The path of the field concerned, as the client named it.
    public let field: String?

    /// A problem of that kind, with the field concerned where there is one.
    public init(_ kind: ProblemKind, field: String? = nil) {
        self.kind = kind
        self.field = field
    }

    /// Any error as a problem: itself where it is one or can say which, `internal` otherwise.
    public init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let convertible as any ProblemConvertible: self = convertible.problem
        default: self.init(.internal)
        }
    }
}

/// An error that knows what to tell the client.
public protocol ProblemConvertible: Error {
    /// The problem that stands for it.
    var problem: Problem { get }
}
