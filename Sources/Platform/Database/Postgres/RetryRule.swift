/// Decides whether a transaction that failed is run again, and after what pause.
struct RetryRule: Sendable {
    /// After this many runs the error is the caller's.
    var runs = 12
    /// The longest first pause; it doubles each time.
    var firstPause: UInt64 = 2_000_000
    /// No pause is longer; nanoseconds.
    var longestPause: UInt64 = 500_000_000

    /// The pause in nanoseconds before the next run, or nil if there is none.
    ///
    /// - Parameters:
    ///   - error: what ended the last run. Deadlocks and lost connections pass; a commit in doubt is never repeated from here.
    ///   - run: how many runs there were.
    ///   - now, deadline: of the monotonic clock.
    ///   - random: from 0 up to 1. All of the pause is drawn, so that those who collided do not collide again.
    func pause(after error: DatabaseError, run: Int, now: UInt64, deadline: UInt64, random: Double) -> UInt64? {
        switch error {
        case .busy, .connectionLost: break
        case _ where PostgresError.isStaleStatement(error): break
        default: return nil
        }
        guard run < runs, now < deadline else { return nil }
        let ceiling = min(longestPause, firstPause << UInt64(min(run - 1, 20)))
        return min(UInt64(Double(ceiling) * random), deadline - now)
    }
}
