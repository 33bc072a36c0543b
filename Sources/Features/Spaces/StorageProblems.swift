import Database
import Problems
import Sealing

/// Runs work on the database and turns what it throws into a ``Problem``; a ``Problem`` passes as it is.
public func storage<Value>(_ work: () async throws -> Value) async throws(Problem) -> Value {
    do {
        return try await work()
    } catch {
        throw Problem(storage: error)
    }
}

extension Problem {
    /// The problem that a failure of the database or of sealing is to the person who asked.
    public init(storage error: any Error) {
        switch error {
        case let error as DatabaseError: self.init(ProblemKind(error))
        case is SealingError: self.init(.unreadable)
        default: self.init(error)
        }
    }
}

extension ProblemKind {
    init(_ error: DatabaseError) {
        switch error {
        case .busy, .overloaded, .timedOut: self = .storageBusy
        case .full: self = .storageFull
        case .connectionLost, .commitUnknown, .closed, .cannotOpen, .inputOutput: self = .storageUnavailable
        case .corrupt: self = .unreadable
        case .constraint(.unique, _): self = .conflict
        case .constraint, .migration, .misuse: self = .internal
        }
    }
}
