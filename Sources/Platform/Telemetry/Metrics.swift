import Synchronization

/// The counters, gauges and histograms of the process, and their text form for Prometheus.
///
/// Registering takes a lock; keep what it returns. Counting takes none. Asking again for the same name and labels gives the same
/// instrument. A name keeps the kind with which it was first registered: asked for as another kind, it gives an instrument that counts but
/// is not shown.
///
/// Labels are a closed set: their values are words of the source, route patterns, status codes; never ids or texts of users. As a guard,
/// a name has at most `maximumSeries` combinations; what comes after them is counted together under the value `other`.
public final class Metrics: Sendable {
    /// How many combinations of label values one name may have.
    public static let maximumSeries = 256

    private let families = Mutex<[String: MetricFamily]>([:])

    /// An empty registry.
    public init() {}

    /// A number that only grows, for example of requests. Its name ends in `_total`.
    public func counter(_ name: StaticString, help: StaticString, labels: KeyValuePairs<StaticString, LabelValue> = [:]) -> Counter {
        let made = Counter()
        let kept = register(name, help, "counter", labels, .counter(made))
        guard case .counter(let counter) = kept else { return made }
        return counter
    }

    /// A number that goes up and down, for example of open sockets.
    public func gauge(_ name: StaticString, help: StaticString, labels: KeyValuePairs<StaticString, LabelValue> = [:]) -> Gauge {
        let made = Gauge()
        let kept = register(name, help, "gauge", labels, .gauge(made))
        guard case .gauge(let gauge) = kept else { return made }
        return gauge
    }

    /// How often values fell into ranges. `buckets` are upper bounds in ascending order, in the unit that the name ends in
    /// (`_seconds`, `_bytes`); the one without bound is added.
    public func histogram(
        _ name: StaticString, help: StaticString, buckets: [Double] = Histogram.latency,
        labels: KeyValuePairs<StaticString, LabelValue> = [:]
    ) -> Histogram {
        let made = Histogram(buckets: buckets)
        let kept = register(name, help, "histogram", labels, .histogram(made))
        guard case .histogram(let histogram) = kept else { return made }
        return histogram
    }

    /// A number that is looked up when somebody asks. `counts` says that it only grows. `read` must be quick and must not use this registry.
    public func observe(
        _ name: StaticString, help: StaticString, counts: Bool = false, labels: KeyValuePairs<StaticString, LabelValue> = [:],
        read: @escaping @Sendable () -> Double?
    ) {
        _ = register(name, help, counts ? "counter" : "gauge", labels, .observed(read))
    }

    /// Everything in Prometheus' text format 0.0.4, to be sent as `text/plain; version=0.0.4; charset=utf-8`. Names are in order.
    public func prometheusText() -> [UInt8] {
        let families = families.withLock { $0.values.sorted { $0.name < $1.name } }
        var text = PrometheusText()
        for family in families { text.append(family) }
        return text.bytes
    }

    private func register(
        _ name: StaticString, _ help: StaticString, _ kind: StaticString, _ labels: KeyValuePairs<StaticString, LabelValue>,
        _ instrument: MetricFamily.Instrument
    ) -> MetricFamily.Instrument {
        families.withLock { families in
            let key = name.description
            var family = families[key] ?? MetricFamily(name: key, help: help.description, kind: kind.description)
            let kept = family.register(instrument, kind: kind.description, labels: labels)
            families[key] = family
            return kept
        }
    }
}
