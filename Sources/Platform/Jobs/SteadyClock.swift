import Identifiers

extension WallClock {
    /// The time of day when it was made, and what has passed since then: setting the machine's clock does not move it, so no lease is over
    /// by that.
    ///
    /// - Parameter instant: a monotonic clock that goes on while the machine sleeps.
    public static func steady(
        from start: Timestamp = WallClock.system.now(), instant: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) -> WallClock {
        let first = instant()
        return WallClock { start + (instant() - first) }
    }
}
