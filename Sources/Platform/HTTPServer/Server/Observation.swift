import Synchronization
import Telemetry

/// Counts and logs requests.
final class Observation: Sendable {
    private struct Series: Sendable {
        let text: String
        let seconds: Histogram
        var byStatus: [Int: Counter] = [:]
    }

    private let log: Log
    private let metrics: Metrics
    private let patterns: [RouteLabel: String]
    private let series = Mutex<[RouteLabel: Series]>([:])
    let connections: Gauge
    let webSockets: Gauge
    private let refused: Counter

    init(log: Log, metrics: Metrics, routes: [Route], webSocketRoutes: [WebSocketRoute]) {
        self.log = log
        self.metrics = metrics
        var patterns: [RouteLabel: String] = [.files: "files", .none: "none"]
        for (index, route) in routes.enumerated() { patterns[.route(index)] = route.pattern }
        for (index, route) in webSocketRoutes.enumerated() { patterns[.webSocket(index)] = route.pattern }
        self.patterns = patterns
        connections = metrics.gauge("http_connections", help: "Open connections, WebSockets included.")
        webSockets = metrics.gauge("http_websockets", help: "Open WebSockets.")
        refused = metrics.counter("http_connections_refused_total", help: "Connections over the limit.")
    }

    /// A connection was over the limit.
    func refusedConnection() { refused.increment() }

    /// The system refuses another connection.
    func cannotAccept(_ error: any Error) { log.warning("accept_failed", ["error": .error(error)]) }

    /// An answer has been given, or has failed (`status` 0: the client left before).
    func answered(_ label: RouteLabel, method: String, status: Int, took: Duration, id: RequestID) {
        let (counter, seconds, pattern) = instruments(label, status)
        counter.increment()
        seconds.observe(took)
        log.info(
            "request",
            [
                "request": .request(id), "method": .public(Self.known(method)), "route": .public(pattern), "status": .int(status),
                "took": .duration(took),
            ])
    }

    /// A handler threw what is no Problem.
    func failed(_ error: any Error, id: RequestID) {
        log.error("request_failed", ["request": .request(id), "error": .error(error)])
    }

    private func instruments(_ label: RouteLabel, _ status: Int) -> (Counter, Histogram, String) {
        series.withLock { all in
            let pattern = patterns[label] ?? "none"
            var series =
                all[label]
                ?? Series(
                    text: pattern,
                    seconds: metrics.histogram(
                        "http_request_seconds", help: "Time from a request's header to the end of its answer.",
                        labels: ["route": .public(pattern)]))
            let counter =
                series.byStatus[status]
                ?? metrics.counter(
                    "http_requests_total", help: "Answered requests; status 0: the client left before.",
                    labels: ["route": .public(pattern), "status": .int(status)])
            if series.byStatus[status] == nil {
                series.byStatus[status] = counter
                all[label] = series
            }
            return (counter, series.seconds, series.text)
        }
    }

    /// A method is the client's text: only the known ones reach the log.
    private static func known(_ method: String) -> String {
        switch method {
        case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS": method
        default: "other"
        }
    }
}
