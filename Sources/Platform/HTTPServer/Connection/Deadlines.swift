import NIOCore

/// The times by which a client, or a handler, must have got on. A value that decides; the connection acts.
struct Deadlines: Equatable {
    enum Cause: Equatable {
        /// The next request has not begun.
        case idle
        /// A header began and did not end.
        case head
        /// A body arrives more slowly than it may.
        case body
        /// The route's time is over.
        case request
        /// The client does not take what is sent.
        case writing
        /// The client does not end a connection that we have ended.
        case lingering
    }

    var idle: NIODeadline?
    var head: NIODeadline?
    var body: NIODeadline?
    var request: NIODeadline?
    var writing: NIODeadline?
    var lingering: NIODeadline?

    private var all: [(Cause, NIODeadline?)] {
        [(.idle, idle), (.head, head), (.body, body), (.request, request), (.writing, writing), (.lingering, lingering)]
    }

    /// The first that comes.
    var earliest: NIODeadline? {
        var first: NIODeadline?
        for deadline in [idle, head, body, request, writing, lingering] {
            if let deadline { first = first.map { min($0, deadline) } ?? deadline }
        }
        return first
    }

    /// One that is over.
    func expired(at now: NIODeadline) -> Cause? {
        for (cause, deadline) in all {
            if let deadline, deadline <= now { return cause }
        }
        return nil
    }
}

extension TimeAmount {
    /// The same length of time.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .nanoseconds(seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue &+ attoseconds / 1_000_000_000)
    }
}
