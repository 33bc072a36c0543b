import Glibc

/// A moment of the monotonic clock, in nanoseconds; all processes of a machine share it.
typealias Moment = Int64

enum Clock {
    /// This moment.
    static func now() -> Moment {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Moment(time.tv_sec) * 1_000_000_000 + Moment(time.tv_nsec)
    }

    static func milliseconds(_ nanoseconds: Moment) -> Double { Double(nanoseconds) / 1_000_000 }
}
