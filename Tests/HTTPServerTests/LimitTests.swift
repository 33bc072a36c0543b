import Glibc
import HTTPServer
import Testing

@Suite("A client is held to its limits")
struct LimitTests {
    @Test(
        "Headers over their limits, and bytes that are no request, get a Problem and the end of the connection",
        arguments: [
            ("GET /" + String(repeating: "a", count: 9000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, "address_too_long"),
            ("GET / HTTP/1.1\r\nHost: localhost\r\n" + String(repeating: "A: b\r\n", count: 101) + "\r\n", 431, "header_too_large"),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nA: " + String(repeating: "a", count: 17 << 10), 431, "header_too_large"),
            (
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
                "bad_request"
            ),
            ("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400, "bad_request"),
            ("GET / HTTP/3.0\r\nHost: localhost\r\n\r\n", 505, "version_unsupported"),
            ("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "coding_unsupported"),
            ("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nExpect: tea\r\n\r\n", 417, "expectation_failed"),
            ("\u{16}\u{3}\u{1}\r\n\r\n", 400, "bad_request"),
        ])
    func refused(bytes: String, status: Int, code: String) async throws {
        try await withServer { server in
            let response = try await server.client { client in
                try client.send(bytes)
                let response = try client.readResponse()
                #expect(try client.isEnded())
                return response
            }
            #expect(response.status == status)
            #expect(response.code == code)
            #expect(response.headers["connection"] == "close")
        }
    }

    @Test("A declared body over the route's limit is refused before it is sent")
    func declaredBody() async throws {
        try await withServer { server in
            let response = try await server.client { client in
                try client.send("POST /json HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n")
                return try client.readResponse()
            }
            #expect(response.status == 413)
            #expect(response.code == "too_large")
        }
    }

    @Test("A chunked body is refused where it goes over the limit")
    func chunkedBody() async throws {
        try await withServer { server in
            let response = try await server.client { client in
                try client.send(
                    "POST /json HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                for _ in 0..<3 { try client.send("190\r\n" + String(repeating: "1", count: 400) + "\r\n") }
                return try client.readResponse()
            }
            #expect(response.status == 413)
        }
    }

    @Test("A header that comes a byte at a time is given up", .timeLimit(.minutes(1)))
    func slowHeader() async throws {
        try await withServer(configure: { $0.timeouts.header = .milliseconds(400) }) { server in
            let response = try await server.client { client in
                // Each byte comes in time; the header as a whole does not.
                for byte in "GET /hello HTTP/1.1\r\nHost: localhost\r\nA: b\r\nB: c\r\n".utf8 {
                    do { try client.send([byte]) } catch { break }
                    var wait = timespec(tv_sec: 0, tv_nsec: 20_000_000)
                    nanosleep(&wait, nil)
                }
                return try client.readResponse()
            }
            #expect(response.status == 408)
        }
    }

    @Test("A connection that says nothing is closed, new or between requests")
    func silence() async throws {
        try await withServer(configure: { $0.timeouts.header = .milliseconds(400) }) { server in
            let ended = try await server.client { try $0.isEnded() }
            #expect(ended)
        }
        try await withServer(configure: { $0.timeouts.idle = .milliseconds(400) }) { server in
            let endedLater = try await server.client { client in
                _ = try client.get("/hello")
                return try client.isEnded()
            }
            #expect(endedLater)
        }
    }

    @Test("A body that comes too slowly is given up")
    func slowBody() async throws {
        try await withServer(configure: { $0.timeouts.bodyStretch = .milliseconds(400) }) { server in
            let response = try await server.client { client in
                try client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc")
                return try client.readResponse()
            }
            #expect(response.status == 408)
            #expect(response.code == "request_timeout")
        }
    }

    @Test("A handler has the time of its route, and is cancelled after it")
    func routeTime() async throws {
        let cancelled = Flag()
        let route = Route("GET", "/slow", operation: operation("slow"), limits: RouteLimits(time: .milliseconds(200))) { _ in
            do { try await Task.sleep(for: .seconds(60)) } catch { cancelled.set() }
            return HTTPResponse()
        }
        try await withServer(routes: [route]) { server in
            let response = try await server.get("/slow")
            #expect(response.status == 504)
            #expect(response.code == "timeout")
            await cancelled.isSet()
        }
    }

    @Test("A client that leaves cancels its handler")
    func disconnect() async throws {
        let started = Flag()
        let cancelled = Flag()
        let route = Route("GET", "/slow", operation: operation("slow")) { _ in
            started.set()
            do { try await Task.sleep(for: .seconds(60)) } catch { cancelled.set() }
            return HTTPResponse()
        }
        try await withServer(routes: [route]) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await started.isSet()
            client.endSending()
            await cancelled.isSet()
        }
    }

    @Test("A client that does not read its answer is cut off", .timeLimit(.minutes(1)))
    func unreadAnswer() async throws {
        let ended = Flag()
        let route = Route("GET", "/endless", operation: operation("endless"), limits: RouteLimits(time: nil)) { _ in
            HTTPResponse(
                body: .stream { writer in
                    defer { ended.set() }
                    while true { try await writer.write([UInt8](repeating: 0x61, count: 32 << 10)) }
                })
        }
        try await withServer(routes: [route], configure: { $0.timeouts.writing = .milliseconds(600) }) { server in
            let client = try RawClient(port: server.port, buffers: 4096)
            try client.send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await ended.isSet()
        }
    }

    @Test("A connection too many is told so, and there is room again when one leaves", .timeLimit(.minutes(1)))
    func tooManyConnections() async throws {
        try await withServer(configure: { $0.maximumConnections = 2 }) { server in
            let port = server.port
            let refused = try await onThread {
                let clients = try (0..<2).map { _ in try RawClient(port: port) }
                for client in clients { #expect(try client.get("/hello").status == 200) }
                let refused = try RawClient(port: port).readResponse()
                clients[0].endSending()
                #expect(try clients[0].isEnded())
                return refused
            }
            #expect(refused.status == 503)
            #expect(refused.code == "overloaded")
            #expect(server.metricsText.contains("http_connections_refused_total 1"))
            // The server counts it out a moment after its client has seen the end.
            while try await server.get("/hello").status != 200 { try await Task.sleep(for: .milliseconds(1)) }
        }
    }
}
