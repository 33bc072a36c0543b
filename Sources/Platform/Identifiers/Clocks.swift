import Glibc

/// What the time of day is. For stamps that are stored or sent, never for measuring how long something took: it may jump.
public struct WallClock: Sendable {
    /// The time now.
    public var now: @Sendable () -> Timestamp

    /// A clock that answers what `now` does.
    public init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    /// The machine's clock.
    public static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// How much time has passed since some point that stays fixed while the process lives. For deadlines and measurements.
public struct MonotonicClock: Sendable {
    /// The time since that point.
    public var now: @Sendable () -> Duration

    /// A clock that answers what `now` does; it must never go back.
    public init(now: @escaping @Sendable () -> Duration) {
        self.now = now
    }

    /// The machine's monotonic clock (`CLOCK_MONOTONIC`).
    public static let system = MonotonicClock {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}
