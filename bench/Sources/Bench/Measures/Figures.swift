/// Measured values, and what is told of them.
struct Figures {
    private let sorted: [Double]

    init(_ values: [Double]) { sorted = values.sorted() }

    var count: Int { sorted.count }
    var median: Double { at(0.5) }
    var p99: Double { at(0.99) }
    var largest: Double { sorted.last ?? .nan }

    /// The smallest value that this part of all does not exceed (nearest rank).
    private func at(_ part: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        return sorted[max(0, Int((part * Double(sorted.count)).rounded(.up)) - 1)]
    }
}

extension Double {
    /// Three digits that count.
    var short: String {
        guard isFinite else { return "-" }
        let places = self < 1 ? 2 : self < 10 ? 2 : self < 100 ? 1 : 0
        var scaled = self
        for _ in 0..<places { scaled *= 10 }
        let whole = Int(scaled.rounded())
        guard places > 0 else { return "\(whole)" }
        let unit = places == 2 ? 100 : 10
        let fraction = String(whole % unit)
        return "\(whole / unit)." + String(repeating: "0", count: places - fraction.count) + fraction
    }
}
