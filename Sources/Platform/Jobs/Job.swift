import Identifiers
import JSON

/// Work to be queued.
public struct JobOrder: Sendable, Equatable {
    /// Names the job; made by the caller, so that queueing it twice is noticed.
    public let id: Identifier
    /// Which handler does it.
    public let kind: String
    /// What it is about, such as a message.
    public let subject: Identifier
    /// What the handler has to know: identifiers and settings, never a user's texts.
    public let payload: JSON
    /// How often it is tried before it is put aside as dead.
    public let maxAttempts: Int

    /// Describes work to be queued.
    public init(id: Identifier, kind: String, subject: Identifier, payload: JSON, maxAttempts: Int = 5) {
        self.id = id
        self.kind = kind
        self.subject = subject
        self.payload = payload
        self.maxAttempts = max(1, maxAttempts)
    }
}

/// One try of a job, leased to this process.
///
/// The lease is the number of the try together with its owner: as soon as another worker has taken the job over, nothing
/// that this try commits through ``Jobs/complete(_:in:)`` or ``Jobs/hold(_:in:)`` counts.
public struct JobRun: Sendable, Equatable {
    /// The job's name.
    public let id: Identifier
    /// Which handler does it.
    public let kind: String
    /// What it is about.
    public let subject: Identifier
    /// What the handler has to know.
    public let payload: JSON
    /// 1 for the first try.
    public let attempt: Int
    /// After this try it is put aside as dead.
    public let maxAttempts: Int
    /// The process that holds the lease.
    let owner: Identifier
}

/// What `enqueue` leaves to be done after the commit.
public struct JobTicket: Sendable, Equatable {
    /// The job's name.
    public let id: Identifier
    /// The first try, if this process holds its lease already.
    let run: JobRun?
}

/// How a handler ended a job.
public enum JobEnd: Sendable, Equatable {
    /// Its own transaction called ``Jobs/complete(_:in:)``.
    case committed
    /// The work is done and the job is still to be marked so.
    case done
}

/// Why a try of a job failed. Any other error that a handler throws counts as `JobFailure("unexpected")`.
public struct JobFailure: Error, Sendable, Equatable {
    /// A short name for the operator, such as `provider_unreachable`; never a text of a user or a provider.
    public let code: String
    /// Whether another try may succeed; otherwise the job is dead at once.
    public let isRetryable: Bool

    /// A failure with a name.
    public init(_ code: StaticString, isRetryable: Bool = true) {
        self.code = code.description
        self.isRetryable = isRetryable
    }
}

/// The lease of a try is over: another worker has the job, or it is finished. What the try wanted to commit must not be.
public struct LeaseLost: Error, Sendable, Equatable {
    /// The error.
    public init() {}
}

/// Does jobs of one kind. It is cancelled when its lease is lost or the server stops.
public typealias JobHandler = @Sendable (JobRun) async throws -> JobEnd
