import Dispatch
import HTTPServer
import Testing

@Suite("A server that drains")
struct DrainTests {
    @Test("finishes what is in flight, closes what is idle, and takes nothing new")
    func inFlight() async throws {
        let started = Flag()
        let go = Flag()
        let route = Route("GET", "/slow", operation: operation("slow")) { _ in
            started.set()
            await go.isSet()
            return .json(200, "done")
        }
        try await withServer(routes: [route]) { server in
            let answer = Task { try await server.client { client in (try client.get("/slow"), try client.isEnded()) } }
            let isIdle = Flag()
            let idle = Task {
                try await server.client { client in
                    _ = try client.get("/nothing")
                    isIdle.set()
                    return try client.isEnded()
                }
            }
            await started.isSet()
            await isIdle.isSet()
            let drain = Task { await server.server.drain(within: .seconds(30)) }
            #expect(try await idle.value)
            let refused = await #expect(throws: RawClient.Failure.self) { try await server.get("/slow") }
            #expect(refused != nil)
            go.set()
            let (response, isEnded) = try await answer.value
            #expect(response.text == #""done""#)
            #expect(response.headers["connection"] == "close")
            #expect(isEnded)
            await drain.value
        }
    }

    @Test("closes its sockets with 1012, one after the other")
    func sockets() async throws {
        let sockets = Sockets()
        let route = WebSocketRoute("/s") { _, socket in
            sockets.add(socket)
            for await _ in socket.messages {}
        }
        try await withServer(webSockets: [route]) { server in
            let codes = Task {
                try await onThread { [port = server.port] in
                    let clients = try (0..<10).map { _ in
                        let client = try RawClient(port: port)
                        try client.open("/s")
                        return client
                    }
                    return try clients.map { client in
                        let frame = try client.readFrame()
                        try client.send(RawClient.frame(8, frame.payload))
                        #expect(try client.isEnded())
                        return frame.closeCode
                    }
                }
            }
            await sockets.wait(for: 10)
            await server.server.drain(within: .seconds(30), spread: .milliseconds(100))
            let seen = try await codes.value
            #expect(seen == Array(repeating: 1012, count: 10))
        }
    }

    @Test("cuts what is not done by the deadline, and its handler is cancelled")
    func deadline() async throws {
        let started = Flag()
        let cancelled = Flag()
        let route = Route("GET", "/slow", operation: operation("slow"), limits: RouteLimits(time: nil)) { _ in
            started.set()
            do { try await Task.sleep(for: .seconds(60)) } catch { cancelled.set() }
            return HTTPResponse()
        }
        try await withServer(routes: [route]) { server in
            let answer = Task { try await server.get("/slow") }
            await started.isSet()
            await server.server.drain(within: .milliseconds(200))
            await cancelled.isSet()
            await #expect(throws: RawClient.Failure.self) { try await answer.value }
        }
    }

    @Test("does not wait for ever for a handler that does not heed its cancellation", .timeLimit(.minutes(1)))
    func stubborn() async throws {
        let started = Flag()
        let never = Flag()
        let route = Route("GET", "/slow", operation: operation("slow"), limits: RouteLimits(time: nil)) { _ in
            started.set()
            await never.isSet()
            return HTTPResponse()
        }
        try await withServer(routes: [route]) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await started.isSet()
            await server.server.drain(within: .milliseconds(50))
            never.set()
        }
    }

    @Test("does not wait for ever for an event loop that is stuck", .timeLimit(.minutes(1)))
    func stuckLoop() async throws {
        let started = Flag()
        let end = DispatchSemaphore(value: 0)
        let block = { @Sendable () -> HTTPResponse in
            end.wait()
            return HTTPResponse()
        }
        let route = Route("GET", "/stuck", operation: operation("stuck"), place: .eventLoop) { _ in
            started.set()
            return block()
        }
        try await withServer(routes: [route], configure: { $0.eventLoops = 1 }) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET /stuck HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await started.isSet()
            await server.server.drain(within: .milliseconds(50))
            end.signal()
        }
    }
}
