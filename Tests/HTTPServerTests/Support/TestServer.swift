import HTTPServer
import Problems
import Telemetry

/// A server on a free port, for one test.
struct TestServer: Sendable {
    let server: HTTPServer
    let port: Int
    let metrics: Metrics
    let log: LogRecorder

    /// Connects and runs blocking client code on its own thread.
    @discardableResult
    func client<Value: Sendable>(buffers: Int32? = nil, _ body: @escaping @Sendable (RawClient) throws -> Value) async throws -> Value {
        let port = port
        return try await onThread { try body(RawClient(port: port, buffers: buffers)) }
    }

    /// One GET on a connection of its own.
    func get(_ path: String, _ headers: String = "") async throws -> RawResponse { try await client { try $0.get(path, headers) } }

    /// The metrics' text.
    var metricsText: String { String(decoding: metrics.prometheusText(), as: UTF8.self) }
}

/// Runs a server around `body`, and drains it.
func withServer(
    routes: [Route] = testRoutes, webSockets: [WebSocketRoute] = [], files: StaticFiles? = nil, middleware: [Middleware] = [],
    configure: (inout ServerConfiguration) -> Void = { _ in }, _ body: (TestServer) async throws -> Void
) async throws {
    // Tests write `Host: localhost`, whatever port is free.
    var configuration = ServerConfiguration(
        port: 0, allowedHosts: ["localhost", "127.0.0.1"], allowedOrigins: ["http://localhost"], eventLoops: 2)
    // No machine is too slow for these; a test shortens the one that it is about.
    configuration.timeouts = ServerTimeouts(
        header: .seconds(60), idle: .seconds(60), bodyStretch: .seconds(60), writing: .seconds(60), lingering: .seconds(10))
    configure(&configuration)
    let metrics = Metrics()
    let log = LogRecorder()
    let server = HTTPServer(
        configuration: configuration, routes: routes, webSockets: webSockets, staticFiles: files, middleware: middleware,
        log: Log(to: log.sink),
        metrics: metrics)
    let address = try await server.start()
    do {
        try await body(TestServer(server: server, port: address.port, metrics: metrics, log: log))
    } catch {
        await server.drain(within: .milliseconds(100))
        throw error
    }
    await server.drain(within: .milliseconds(100))
}

func operation(_ id: String) -> Operation { Operation(id: id, summary: "For tests.") }

/// What most tests call.
let testRoutes: [Route] = [
    Route("GET", "/hello", operation: operation("hello"), place: .eventLoop) { _ in .json { $0.object { $0.field("hello", "world") } } },
    Route("GET", "/items/{id}", operation: operation("item")) { request in
        .json { writer in
            writer.object {
                $0.field("id", request.parameters["id"])
                $0.field("q", request.queryValue("q"))
            }
        }
    },
    Route("POST", "/echo", operation: operation("echo"), limits: RouteLimits(bodyBytes: 1 << 20)) { request in
        HTTPResponse(headers: ["content-type": "application/octet-stream"], body: .bytes(try await request.body()))
    },
    Route("POST", "/json", operation: operation("json"), limits: RouteLimits(bodyBytes: 1000)) { request in
        .json(200, try await request.json())
    },
    Route("POST", "/ignore", operation: operation("ignore")) { _ in HTTPResponse(status: 204) },
    Route("GET", "/fail", operation: operation("fail")) { _ in throw TestFailure.secret("hidden") },
    Route("GET", "/problem", operation: operation("problem")) { _ in throw Problem(.conflict, field: "name") },
]

enum TestFailure: Error { case secret(String) }
