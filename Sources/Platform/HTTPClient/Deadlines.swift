/// When one transfer is given up: the rules of its timeouts over the moments at which something happened.
///
/// Moments are milliseconds of any monotonic clock. Connecting is watched by libcurl.
struct Deadlines {
    private let firstByte: Int64
    private var total: Int64
    private let gap: Int64
    private var idle: Int64
    private var hasBytes = false

    init(_ timeouts: ClientTimeouts, now: Int64) {
        firstByte = now + timeouts.firstByte.timerMilliseconds
        total = timeouts.total.map { now + $0.timerMilliseconds } ?? .max
        gap = timeouts.nextByte.timerMilliseconds
        idle = firstByte
    }

    /// When to look again, however many bytes arrive meanwhile. Their first arrival can bring the limit between bytes forward, so until
    /// then it is looked at least that often.
    func nextLook(now: Int64) -> Int64 {
        let next = min(idle, total)
        return hasBytes ? next : min(next, now + gap)
    }

    mutating func bytesArrived(now: Int64) {
        hasBytes = true
        idle = now + gap
    }

    /// The reader is behind: the other side is not waited for.
    mutating func paused() { idle = .max }

    mutating func resumed(now: Int64) { idle = now + gap }

    /// What is still to come is given a quarter of a second.
    mutating func endSoon(now: Int64) {
        total = min(total, now + 250)
    }

    /// What has passed at `now`, if anything.
    func expired(now: Int64) -> ClientError? {
        if now >= total { return .timeout(.total) }
        if now >= idle { return .timeout(hasBytes ? .nextByte : .firstByte) }
        return nil
    }
}

extension Duration {
    /// Whole milliseconds, at least 1 of a duration above zero, and at most some 24 days, so that sums and C's `long` hold it.
    var timerMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        return max(self > .zero ? 1 : 0, seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
