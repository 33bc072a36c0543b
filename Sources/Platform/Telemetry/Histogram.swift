import Synchronization

/// How often values fell into fixed ranges, and their sum. Observing takes no lock; a reader may see a value in its range a moment before it
/// is in the sum.
public final class Histogram: Sendable {
    /// Bounds for how long something took, in seconds: 0.5 ms to 60 s.
    public static let latency: [Double] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
    /// Bounds for sizes, in bytes: 256 B to 16 MiB.
    public static let size: [Double] = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216]

    let bounds: [Double]
    private let counts: [Counter]
    private let sumBits = Atomic<UInt64>(0)

    init(buckets: [Double]) {
        bounds = buckets.sorted()
        counts = (0...buckets.count).map { _ in Counter() }
    }

    /// Counts a value in the unit of the name.
    public func observe(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count].increment()
        var seen = sumBits.load(ordering: .relaxed)
        while true {
            let next = (Double(bitPattern: seen) + value).bitPattern
            let result = sumBits.weakCompareExchange(expected: seen, desired: next, ordering: .relaxed)
            if result.exchanged { return }
            seen = result.original
        }
    }

    /// Counts a length of time, in seconds.
    public func observe(_ duration: Duration) {
        observe(duration / .seconds(1))
    }

    /// For each bound, and then for none, how many values were at or below it; and their sum.
    public func snapshot() -> (cumulative: [Int], sum: Double) {
        var total = 0
        let cumulative = counts.map { counter in
            total += counter.value
            return total
        }
        return (cumulative, Double(bitPattern: sumBits.load(ordering: .relaxed)))
    }
}
