/// Prometheus' text exposition format, version 0.0.4.
struct PrometheusText {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ family: MetricFamily) {
        line("# HELP \(family.name) \(Self.escaped(family.help, quotes: false))")
        line("# TYPE \(family.name) \(family.kind)")
        for series in family.series {
            switch series.instrument {
            case .counter(let counter): sample(family.name, series.labels, String(counter.value))
            case .gauge(let gauge): sample(family.name, series.labels, String(gauge.value))
            case .observed(let read):
                if let value = read() { sample(family.name, series.labels, Self.number(value)) }
            case .histogram(let histogram): append(histogram, family.name, series.labels)
            }
        }
    }

    private mutating func append(_ histogram: Histogram, _ name: String, _ labels: [(name: String, value: String)]) {
        let (cumulative, sum) = histogram.snapshot()
        for (place, count) in cumulative.enumerated() {
            let bound = place < histogram.bounds.count ? Self.number(histogram.bounds[place]) : "+Inf"
            sample(name + "_bucket", labels + [(name: "le", value: bound)], String(count))
        }
        sample(name + "_sum", labels, Self.number(sum))
        sample(name + "_count", labels, String(cumulative.last ?? 0))
    }

    private mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: String) {
        let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }.joined(separator: ",")
        line(name + (pairs.isEmpty ? "" : "{\(pairs)}") + " " + value)
    }

    private mutating func line(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        bytes.append(0x0A)
    }

    /// Backslash and line feed are escaped, and in label values the quote too.
    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if value.rounded() == value, value.magnitude < 1e15 { return String(Int64(value)) }
        return value.description
    }
}
