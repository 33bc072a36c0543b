import Dispatch
import ScriptedServer
import Synchronization
import Telemetry
import Testing

@testable import HTTPClient

/// A client that may reach the server, and the address to reach it by.
func client(for server: ScriptedServer, path: String = "/") throws -> (HTTPClient, WebAddress) {
    let address = try #require(WebAddress(server.base + path))
    return (HTTPClient(egress: .allowing([address.origin])), address)
}

@Suite("HTTP client")
struct HTTPClientTests {
    @Test("a request arrives as it was made, and its response as it was sent")
    func exchange() async throws {
        let seen = Mutex<ScriptedRequest?>(nil)
        let server = ScriptedServer.answering { request in
            seen.withLock { $0 = request }
            return response(201, headers: ["X-Mixed-Case:  value  "], "hello")
        }
        let (client, address) = try client(for: server, path: "/a?b=c")
        let answer = try await client.send(
            ClientRequest(.post, address, headers: [("Content-Type", "application/json")], bearer: Secret("key"), body: Array("{}".utf8)))
        #expect(answer.status == 201)
        #expect(answer.headers["x-mixed-case"] == "value")
        #expect(try await answer.bytes() == Array("hello".utf8))
        let request = try #require(seen.withLock { $0 })
        #expect(request.method == "POST" && request.target == "/a?b=c")
        #expect(request.headers["authorization"] == "Bearer key")
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["accept-encoding"] == nil && request.headers["cookie"] == nil && request.headers["expect"] == nil)
        #expect(request.body == Array("{}".utf8))
    }

    @Test("each method carries what it should", arguments: [ClientRequest.Method.get, .post, .put, .patch, .delete])
    func methods(method: ClientRequest.Method) async throws {
        let server = ScriptedServer.answering { response($0.method == method.rawValue && $0.body.count == 3 ? 200 : 400) }
        let (client, address) = try client(for: server)
        #expect(try await client.send(ClientRequest(method, address, body: [1, 2, 3])).status == 200)
    }

    @Test("a body above a megabyte is sent without waiting for leave")
    func longBody() async throws {
        let server = ScriptedServer.answering { response(200, "\($0.body.count)") }
        let (client, address) = try client(for: server)
        let answer = try await client.send(ClientRequest(.post, address, body: Array(repeating: 65, count: 3 << 20)))
        #expect(try await answer.bytes() == Array("\(3 << 20)".utf8))
    }

    @Test("connections are used again")
    func reuse() async throws {
        let server = ScriptedServer.answering { _ in response(200, "x") }
        let (client, address) = try client(for: server)
        for _ in 0..<5 { _ = try await client.send(ClientRequest(.get, address)).bytes() }
        #expect(server.connections == 1)
    }

    @Test("a chunk is readable before the next one is sent")
    func streaming() async throws {
        let isRead = DispatchSemaphore(value: 0)
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(openEnded())
            for number in 0..<20 {
                connection.write("chunk \(number);")
                isRead.wait()
            }
        }
        let (client, address) = try client(for: server)
        var number = 0
        for try await chunk in try await client.send(ClientRequest(.get, address)).body {
            #expect(String(decoding: chunk, as: UTF8.self) == "chunk \(number);")
            number += 1
            isRead.signal()
        }
        #expect(number == 20)
    }

    @Test("many responses are read at once, none mixed with another")
    func concurrent() async throws {
        let server = ScriptedServer.answering { request in response(200, String(repeating: request.target, count: 2000)) }
        let (client, address) = try client(for: server)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let target = try #require(address.replacing(target: "/\(number)"))
                    let answer = try await client.send(ClientRequest(.get, target))
                    let text = String(decoding: try await answer.bytes(), as: UTF8.self)
                    #expect(text == String(repeating: "/\(number)", count: 2000), "\(answer.status) \(answer.headers)")
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("a redirect is the caller's unless it asked for it to be followed")
    func redirects() async throws {
        let target = ScriptedServer.answering { response(200, $0.headers["authorization"] ?? "none") }
        let base = target.base
        let server = ScriptedServer.answering { _ in response(302, headers: ["Location: \(base)/next"]) }
        let (client, address) = try client(for: server)
        #expect(try await client.send(ClientRequest(.get, address)).status == 302)
        // The next hop is checked for itself: it is on this machine, and nobody vouched for it.
        await #expect(throws: ClientError.refusedByEgress) { try await client.send(ClientRequest(.get, address, redirects: 1)) }
        let allowed = EgressPolicy.allowing([try #require(WebAddress(base)).origin])
        let answer = try await client.send(ClientRequest(.get, address, bearer: Secret("key"), redirects: 1), egress: allowed)
        #expect(try await answer.bytes() == Array("none".utf8))
    }

    @Test(
        "headers that would begin another line are refused",
        arguments: [("X", "a\r\nY: b"), ("X\n", "a"), ("", "a"), ("X y", "a"), ("X", "a\0")])
    func headerInjection(name: String, value: String) async throws {
        let server = ScriptedServer.answering { _ in response() }
        let (client, address) = try client(for: server)
        await #expect(throws: ClientError.invalidRequest) { try await client.send(ClientRequest(.get, address, headers: [(name, value)])) }
        await #expect(throws: ClientError.invalidRequest) { try await client.send(ClientRequest(.get, address, bearer: Secret("a\r\nb"))) }
    }
}
