import Database
import HTTPServer
import JSON
import Problems
import Telemetry

/// How the server is, for supervisors and scrapers.
struct HealthRoutes: Sendable {
    let database: Database
    let metrics: Metrics

    var all: [Route] { [alive, ready, figures] }

    private static let okay: JSON = [
        "type": "object", "required": ["status"], "properties": ["status": ["const": "ok"]],
    ]

    private var alive: Route {
        Route(
            "GET", "/healthz",
            operation: Operation(
                id: "getHealth", summary: "Whether the process answers.", tag: "operation",
                responses: [Operation.Response(200, "It does.", schema: Self.okay)]), place: .eventLoop
        ) { _ in .json(200, ["status": "ok"]) }
    }

    private var ready: Route {
        Route(
            "GET", "/readyz",
            operation: Operation(
                id: "getReadiness", summary: "Whether the server can do its work: its database answers.", tag: "operation",
                responses: [Operation.Response(200, "It can.", schema: Self.okay)])
        ) { [database] _ in
            do {
                _ = try await database.read { try $0.query("SELECT 1").count }
            } catch {
                throw Problem(.storageUnavailable)
            }
            return .json(200, ["status": "ok"])
        }
    }

    private var figures: Route {
        Route(
            "GET", "/metrics",
            operation: Operation(
                id: "getMetrics", summary: "Figures in Prometheus' text format.", tag: "operation",
                responses: [Operation.Response(200, "The figures.", mediaType: "text/plain; version=0.0.4")])
        ) { [metrics] _ in .text(200, metrics.prometheusText(), type: "text/plain; version=0.0.4; charset=utf-8") }
    }
}
