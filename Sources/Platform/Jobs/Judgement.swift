/// Decides whether a worker may take the jobs of others that have said nothing for too long.
///
/// Leases are over for everybody when the database was away, or this process was stopped for a while. Who takes all jobs then, because it
/// happens to come back first, ends answers that are being written. So a gap in its own rounds makes a worker wait until the others have
/// had time to renew theirs.
struct Judgement: Sendable, Equatable {
    private let rules: JobRules
    private var lastRound: ContinuousClock.Instant?
    private var notBefore: ContinuousClock.Instant?

    init(rules: JobRules) {
        self.rules = rules
    }

    /// A round begins.
    mutating func mayRevive(at now: ContinuousClock.Instant) -> Bool {
        if let lastRound, now - lastRound > rules.patience { notBefore = now + rules.patience }
        return notBefore.map { now >= $0 } ?? true
    }

    /// A round reached the database.
    mutating func roundEnded(at now: ContinuousClock.Instant) {
        lastRound = now
    }
}
