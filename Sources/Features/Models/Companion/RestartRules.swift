/// When a companion that has ended is started again: quickly at first, then slowly, and never not.
struct RestartRules {
    /// From here on it counts as failed.
    static let patience = 5
    /// A companion that was ready for so long had nothing wrong with its start.
    static let proven = Duration.seconds(60)

    private static let waits: [Duration] = [.milliseconds(200), .seconds(1), .seconds(2), .seconds(5), .seconds(10)]
    private static let slow = Duration.seconds(60)

    private(set) var failures = 0

    /// Whether people should be told that it does not work.
    var hasFailed: Bool { failures >= Self.patience }

    /// How long to wait before the next start.
    ///
    /// - Parameters:
    ///   - ready: how long it had been ready; nil when it never was.
    ///   - isHopeless: whether the next start will end the same way, as long as nobody changes something.
    mutating func ended(afterReady ready: Duration?, isHopeless: Bool) -> Duration {
        if let ready, ready >= Self.proven { failures = 0 }
        failures = isHopeless ? max(failures + 1, Self.patience) : failures + 1
        return failures <= Self.waits.count && !isHopeless ? Self.waits[failures - 1] : Self.slow
    }
}
