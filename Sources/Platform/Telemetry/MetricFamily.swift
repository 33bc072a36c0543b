/// One name of the registry with its series, one a combination of label values.
struct MetricFamily: Sendable {
    enum Instrument: Sendable {
        case counter(Counter)
        case gauge(Gauge)
        case histogram(Histogram)
        case observed(@Sendable () -> Double?)
    }

    struct Series: Sendable {
        let labels: [(name: String, value: String)]
        let instrument: Instrument
    }

    let name: String
    let help: String
    let kind: String
    private(set) var series: [Series] = []
    private var places: [String: Int] = [:]

    init(name: String, help: String, kind: String) {
        self.name = name
        self.help = help
        self.kind = kind
    }

    /// The instrument that stands for those labels: the one that is there, else the one given.
    mutating func register(
        _ instrument: Instrument, kind: String, labels: KeyValuePairs<StaticString, LabelValue>
    ) -> Instrument {
        guard kind == self.kind else { return instrument }
        var labels = labels.map { (name: $0.key.description, value: $0.value.text) }
        if series.count >= Metrics.maximumSeries - 1, places[Self.key(labels)] == nil {
            labels = labels.map { (name: $0.name, value: "other") }
        }
        let key = Self.key(labels)
        if let place = places[key] { return series[place].instrument }
        places[key] = series.count
        series.append(Series(labels: labels, instrument: instrument))
        return instrument
    }

    private static func key(_ labels: [(name: String, value: String)]) -> String {
        labels.map { "\($0.name)\u{0}\($0.value)\u{0}" }.joined()
    }
}
