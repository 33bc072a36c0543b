import Dispatch
import ScriptedServer
import Synchronization
import Testing

@testable import HTTPClient

@Suite("HTTP client, when things go wrong")
struct HTTPClientFaultTests {
    private static func error(_ work: () async throws -> Void) async -> ClientError? {
        do {
            try await work()
            return nil
        } catch {
            return error as? ClientError
        }
    }

    @Test("nobody at the port is unreachable")
    func unreachable() async throws {
        let server = ScriptedServer { _ in }
        let free = server.port
        let (client, _) = try client(for: server)
        // Port 1 of the loopback address has no listener.
        let address = try #require(WebAddress("http://127.0.0.1:\(free == 1 ? 2 : 1)/"))
        let found = await Self.error { _ = try await client.send(ClientRequest(.get, address), egress: .allowing([address.origin])) }
        #expect(found == .unreachable)
    }

    @Test("a name without an address is unknown")
    func unknownHost() async throws {
        let client = HTTPClient()
        let address = try #require(WebAddress("http://nothing.invalid/"))
        #expect(await Self.error { _ = try await client.send(ClientRequest(.get, address)) } == .hostUnknown)
    }

    @Test(
        "addresses of this machine are refused unless configured, whatever their form",
        arguments: ["127.0.0.1", "localhost", "2130706433", "0177.1", "0x7f.0.0.1", "[::ffff:127.0.0.1]", "0"])
    func egress(host: String) async throws {
        let server = ScriptedServer.answering { _ in response() }
        let client = HTTPClient()
        let address = try #require(WebAddress("http://\(host):\(server.port)/"))
        #expect(await Self.error { _ = try await client.send(ClientRequest(.get, address)) } == .refusedByEgress)
        #expect(server.connections == 0)
    }

    @Test("local-only mode reaches what is configured on this machine and nothing else")
    func localOnly() async throws {
        let server = ScriptedServer.answering { _ in response() }
        let address = try #require(WebAddress(server.base))
        let client = HTTPClient(egress: .localOnly)
        #expect(try await client.send(ClientRequest(.get, address), egress: .allowing([address.origin])).status == 200)
        let outside = try #require(WebAddress("http://192.0.2.1/"))
        let found = await Self.error { _ = try await client.send(ClientRequest(.get, outside), egress: .allowing([outside.origin])) }
        #expect(found == .refusedByEgress)
    }

    @Test("a kept connection is not lent to a request that might not have opened it")
    func reuseIsChecked() async throws {
        let server = ScriptedServer.answering { _ in response(200, "x") }
        let address = try #require(WebAddress(server.base))
        let client = HTTPClient()
        _ = try await client.send(ClientRequest(.get, address), egress: .allowing([address.origin])).bytes()
        #expect(await Self.error { _ = try await client.send(ClientRequest(.get, address)) } == .refusedByEgress)
        #expect(server.connections == 1)
    }

    @Test("a reset in mid-body ends the body with an error, after what had arrived")
    func reset() async throws {
        let isRead = DispatchSemaphore(value: 0)
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            isRead.wait()
            connection.reset()
        }
        let (client, address) = try client(for: server)
        var body = try await client.send(ClientRequest(.get, address)).body.makeAsyncIterator()
        #expect(try await body.next() == Array("half".utf8))
        isRead.signal()
        await #expect(throws: ClientError.interrupted) { try await body.next() }
    }

    @Test(
        "a connection that closes before its length, or before a response, is interrupted",
        arguments: ["HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", ""])
    func truncated(sent: String) async throws {
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(sent)
        }
        let (client, address) = try client(for: server)
        #expect(await Self.error { _ = try await client.send(ClientRequest(.get, address)).bytes() } == .interrupted)
    }

    @Test("what is not HTTP is malformed")
    func nonsense() async throws {
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("SSH-2.0-OpenSSH\r\n\r\n")
        }
        let (client, address) = try client(for: server)
        #expect(await Self.error { _ = try await client.send(ClientRequest(.get, address)).bytes() } == .malformedResponse)
    }

    @Test("endless headers and bodies above the limit are given up")
    func tooLarge() async throws {
        let headers = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n")
            while connection.write("X: \(String(repeating: "a", count: 1000))\r\n") {}
        }
        let (first, address) = try client(for: headers)
        #expect(await Self.error { _ = try await first.send(ClientRequest(.get, address)) } == .responseTooLarge)
        let body = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(openEnded())
            while connection.write(String(repeating: "a", count: 1000)) {}
        }
        let (second, bodyAddress) = try client(for: body)
        let found = await Self.error { _ = try await second.send(ClientRequest(.get, bodyAddress, responseLimit: 10_000)).bytes() }
        #expect(found == .responseTooLarge)
    }

    @Test("each phase has its time limit")
    func timeouts() async throws {
        let server = ScriptedServer { connection in
            let request = connection.readRequest()
            if request?.target == "/head" { connection.write(openEnded()) }
            connection.waitForEnd()
        }
        let (client, address) = try client(for: server)
        let short = ClientTimeouts(firstByte: .milliseconds(50))
        #expect(await Self.error { _ = try await client.send(ClientRequest(.get, address, timeouts: short)) } == .timeout(.firstByte))
        let head = address.appending("head")
        let silent = ClientTimeouts(nextByte: .milliseconds(60))
        let found = await Self.error { _ = try await client.send(ClientRequest(.get, head, timeouts: silent)).bytes() }
        #expect(found == .timeout(.nextByte))
        let total = ClientTimeouts(total: .milliseconds(50))
        #expect(await Self.error { _ = try await client.send(ClientRequest(.get, head, timeouts: total)).bytes() } == .timeout(.total))
    }

    @Test("cancelling the reader ends the connection at once")
    func cancellation() async throws {
        let (ended, end) = AsyncStream<Void>.makeStream()
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write(openEnded())
            connection.write("x")
            connection.waitForEnd()
            end.yield()
        }
        let (client, address) = try client(for: server)
        let (reading, read) = AsyncStream<Void>.makeStream()
        let task = Task { () -> ClientError? in
            await Self.error {
                for try await _ in try await client.send(ClientRequest(.get, address)).body { read.yield() }
            }
        }
        for await _ in reading { break }
        task.cancel()
        #expect(await task.value == .cancelled)
        for await _ in ended { break }
    }

    @Test("cancelling before the head, and letting a body go, end the connection too")
    func abandonment() async throws {
        let (ended, end) = AsyncStream<Void>.makeStream()
        let (arrived, arrive) = AsyncStream<Void>.makeStream()
        let server = ScriptedServer { connection in
            let request = connection.readRequest()
            if request?.target == "/head" { connection.write(openEnded()) }
            arrive.yield()
            connection.waitForEnd()
            end.yield()
        }
        let (client, address) = try client(for: server)
        let task = Task { await Self.error { _ = try await client.send(ClientRequest(.get, address)) } }
        var arrivals = arrived.makeAsyncIterator()
        var ends = ended.makeAsyncIterator()
        await arrivals.next()
        task.cancel()
        #expect(await task.value == .cancelled)
        await ends.next()
        _ = try await client.send(ClientRequest(.get, address.appending("head"))).status
        await ends.next()
    }

    @Test("a slow reader pauses the transfer: memory stays bounded and nothing is lost")
    func backPressure() async throws {
        let total = 24 << 20
        let sent = Mutex(0)
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            let block = Array(repeating: UInt8(ascii: "a"), count: 64 << 10)
            while sent.withLock({ $0 }) < total, connection.write(block) { sent.withLock { $0 += block.count } }
        }
        let (client, address) = try client(for: server)
        // The limit between bytes is shorter than the reader's pause: waiting for the reader is not waiting for the server.
        let timeouts = ClientTimeouts(nextByte: .seconds(3))
        var body = try await client.send(ClientRequest(.get, address, timeouts: timeouts)).body.makeAsyncIterator()
        // Wait until the server cannot send more; what the kernel holds on both sides is the rest.
        var before = -1
        while before != sent.withLock({ $0 }) {
            before = sent.withLock { $0 }
            try await Task.sleep(for: .milliseconds(600))
        }
        #expect(before < total)
        try await Task.sleep(for: .milliseconds(3500))
        var received = 0
        while let chunk = try await body.next() {
            #expect(chunk.count <= ResponseChannel.highMark + 64 << 10)
            received += chunk.count
        }
        #expect(received == total)
    }

    @Test("closing fails what runs, refuses what comes, and can be done twice")
    func closing() async throws {
        let (arrived, arrive) = AsyncStream<Void>.makeStream()
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            arrive.yield()
            connection.waitForEnd()
        }
        let (client, address) = try client(for: server)
        let task = Task { await Self.error { _ = try await client.send(ClientRequest(.get, address)) } }
        for await _ in arrived { break }
        await client.close()
        #expect(await task.value == .closed)
        #expect(await Self.error { _ = try await client.send(ClientRequest(.get, address)) } == .closed)
        await client.close()
    }

    @Test("what stands in the mailbox behind a stop is not lost")
    func behindAStop() async throws {
        let mailbox = Mailbox()
        let channel = ResponseChannel(id: 1, mailbox: mailbox)
        let address = try #require(WebAddress("http://127.0.0.1:1/"))
        let plan = TransferPlan(request: ClientRequest(.get, address), egress: .network, channel: channel)
        for command in [Command.stop {}, .start(plan), .stop {}] { mailbox.post(command) }
        try #require(NetworkLoop(mailbox: mailbox)?.run().count == 2)
        await #expect(throws: ClientError.closed) { _ = try await channel.head() }
    }

    @Test("a body is read on when its client has been let go")
    func clientLetGo() async throws {
        let isGone = DispatchSemaphore(value: 0)
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na")
            isGone.wait()
            connection.write("b")
        }
        var held: (HTTPClient, WebAddress)? = try client(for: server)
        let response = try await held?.0.send(ClientRequest(.get, try #require(held?.1)))
        held = nil
        isGone.signal()
        #expect(try await response?.bytes() == Array("ab".utf8))
    }
}
