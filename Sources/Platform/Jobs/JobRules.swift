import Identifiers

/// The numbers and pure decisions of the queue.
public struct JobRules: Sendable, Equatable {
    /// How long a worker that says nothing keeps its jobs: within this time and one `poll` another one takes them over.
    public var lease: Duration = .seconds(9)
    /// How often leases are made longer: one statement for all jobs of a process.
    public var renewal: Duration = .seconds(3)
    /// How often due jobs are looked for.
    public var poll: Duration = .seconds(1)
    /// The longest wait after the first failure; it doubles with each further one.
    public var firstBackOff: Duration = .seconds(1)
    /// No wait is longer.
    public var longestBackOff: Duration = .seconds(300)
    /// How long finished jobs are kept for the operator's eyes.
    public var keepFinished: Duration = .seconds(86_400)

    /// The defaults.
    public init() {}

    /// What becomes of a job after a failed try.
    enum Verdict: Equatable {
        case retry(after: Duration)
        case dead
    }

    /// Exponential back-off with full jitter
    /// (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/): the wait is drawn from all of 0
    /// to the limit, so that jobs that failed together do not come back together.
    ///
    /// - Parameters:
    ///   - attempt: the number of the try that failed, from 1.
    ///   - draw: draws a number of milliseconds from a range.
    func verdict(
        attempt: Int, maxAttempts: Int, isRetryable: Bool, draw: (ClosedRange<Int>) -> Int
    ) -> Verdict {
        guard isRetryable, attempt < maxAttempts else { return .dead }
        return .retry(after: .milliseconds(draw(0...longestWait(after: attempt))))
    }

    private func longestWait(after attempt: Int) -> Int {
        let longest = Int(longestBackOff.milliseconds)
        let (wait, isTooLong) = Int(firstBackOff.milliseconds).multipliedReportingOverflow(by: 1 << min(max(attempt - 1, 0), 40))
        return isTooLong ? longest : min(wait, longest)
    }

    /// How long a worker that has itself not reached the database judges no other, who most likely had no better luck.
    var patience: Duration { renewal * 2 }
}
