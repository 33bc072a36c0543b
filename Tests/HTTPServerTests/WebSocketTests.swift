import Synchronization
import Testing

@testable import HTTPServer

private struct Weak {
    weak var outbox: Outbox?
}

@Suite("WebSockets")
struct WebSocketTests {
    @Test("A handshake is answered as the protocol says")
    func handshake() async throws {
        let route = WebSocketRoute("/s", subprotocols: ["b.v2", "a.v1"]) { _, socket in
            socket.send(EncodedFrame(text: Array((socket.subprotocol ?? "").utf8)))
        }
        try await withServer(webSockets: [route]) { server in
            try await server.client { client in
                let response = try client.open("/s", "Sec-WebSocket-Protocol: x, a.v1\r\n")
                #expect(response.status == 101)
                #expect(response.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                #expect(response.headers["sec-websocket-protocol"] == "a.v1")
                #expect(try client.readFrame().text == "a.v1")
                #expect(try client.readFrame().closeCode == 1000)
            }
            try await server.client { client in
                let response = try client.open("/s")
                #expect(response.code == "subprotocol_unsupported")
            }
        }
    }

    @Test("What is no handshake, or comes from another site's page, is refused")
    func refusedHandshakes() async throws {
        try await withServer(webSockets: [echo()]) { server in
            let plain = try await server.get("/echo")
            #expect(plain.status == 426)
            expectOffer(in: plain)
            let foreign = try await server.client { try $0.open("/echo", "Origin: https://evil.example\r\n") }
            #expect(foreign.code == "forbidden_origin")
            let own = try await server.client { try $0.open("/echo", "Origin: http://localhost\r\n") }
            #expect(own.status == 101)
            for (fields, status) in [
                ("Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", 426),
                ("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n", 400),
                ("Sec-WebSocket-Version: 13\r\n", 400),
            ] {
                let response = try await server.get("/echo", "Connection: Upgrade\r\nUpgrade: websocket\r\n\(fields)")
                #expect(response.status == status)
                if status == 426 { expectOffer(in: response) }
            }
        }
    }

    /// What stands beside 426 (RFC 6455, 4.2.2; RFC 9110, 7.8 and 15.5.22).
    private func expectOffer(in response: RawResponse) {
        #expect(response.headers["upgrade"] == "websocket")
        #expect(response.headers["connection"] == "upgrade")
        #expect(response.headers["sec-websocket-version"] == "13")
    }

    @Test("Messages come back, also those sent with the handshake and around pings")
    func echoes() async throws {
        try await withServer(webSockets: [echo()]) { server in
            try await server.client { client in
                try client.send(
                    Array(
                        "GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            .utf8)
                        + Array("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".utf8) + RawClient.frame(1, Array("early".utf8)))
                #expect(try client.readHead().status == 101)
                #expect(try client.readFrame().text == "early")
                try client.send(
                    RawClient.frame(1, Array("he".utf8), final: false) + RawClient.frame(9, Array("are you there".utf8))
                        + RawClient.frame(0, Array("llo".utf8)))
                #expect(try client.readFrame() == ServerFrame(opcode: 10, isFinal: true, payload: Array("are you there".utf8)))
                #expect(try client.readFrame().text == "hello")
                let large = [UInt8](repeating: 9, count: 300_000)
                try client.send(RawClient.frame(2, large))
                #expect(try client.readFrame() == ServerFrame(opcode: 2, isFinal: true, payload: large))
            }
        }
    }

    @Test(
        "A close is answered with its code",
        arguments: [([], nil), ([0x03, 0xE8], 1000), ([0x0F, 0xA0, 0x62, 0x79, 0x65], 4000)] as [([UInt8], UInt16?)])
    func closing(payload: [UInt8], code: UInt16?) async throws {
        try await withServer(webSockets: [echo()]) { server in
            try await server.client { client in
                try client.open("/echo")
                try client.send(RawClient.frame(8, payload))
                let frame = try client.readFrame()
                #expect(frame.opcode == 8)
                #expect(frame.closeCode == code)
                #expect(try client.isEnded())
            }
        }
    }

    @Test(
        "A client that breaks the protocol is closed with the right code, and the server goes on",
        arguments: [
            ([0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0], 1002), ([0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 1002),
            ([0x81, 0x01, 0x41], 1002),
            ([0xF1, 0x80, 0, 0, 0, 0], 1002), ([0x81, 0x81, 0, 0, 0, 0, 0xFF], 1007),
            ([0x82, 0xFF, 0, 0, 0, 0, 0x7F, 0, 0, 0, 0, 0, 0, 0], 1009),
            ([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED], 1002),
        ] as [([UInt8], UInt16)])
    func violations(bytes: [UInt8], code: UInt16) async throws {
        try await withServer(webSockets: [echo()]) { server in
            let closing = try await server.client { client in
                try client.open("/echo")
                try client.sendText("before")
                #expect(try client.readFrame().text == "before")
                try client.send(bytes)
                let frame = try client.readFrame()
                #expect(try client.isEnded())
                return frame.closeCode
            }
            #expect(closing == code)
            let after = try await server.get("/hello")
            #expect(after.status == 200)
        }
    }

    @Test("What the handler answers goes out before the close, also when the client ends or breaks the protocol right behind its message")
    func answersBeforeClose() async throws {
        try await withServer(webSockets: [echo()]) { server in
            for (ending, code) in [(RawClient.frame(8, [0x03, 0xE8]), 1000), ([0x83, 0x80, 0, 0, 0, 0], 1002)] as [([UInt8], UInt16)] {
                for _ in 0..<20 {
                    let frames = try await server.client { client in
                        try client.open("/echo")
                        try client.send(RawClient.frame(1, [0x61]) + RawClient.frame(1, [0x62]) + ending)
                        return try (0..<3).map { _ in try client.readFrame() }
                    }
                    #expect(frames.map(\.opcode) == [1, 1, 8])
                    #expect(frames.last?.closeCode == code)
                }
            }
        }
    }

    @Test("A handler that reads nothing and answers nothing holds the close up only for a while")
    func stuckHandler() async throws {
        let route = WebSocketRoute("/stuck", limits: WebSocketLimits(closing: .milliseconds(200))) { _, _ in
            try? await Task.sleep(for: .seconds(600))
        }
        try await withServer(webSockets: [route]) { server in
            let code = try await server.client { client in
                try client.open("/stuck")
                try client.send(RawClient.frame(8, [0x03, 0xE8]))
                let frame = try client.readFrame()
                #expect(try client.isEnded())
                return frame.closeCode
            }
            #expect(code == 1000)
        }
    }

    @Test("Fragments without end are bounded")
    func endlessFragments() async throws {
        try await withServer(webSockets: [echo(WebSocketLimits(messageBytes: 10_000))]) { server in
            let codes = try await onThread { [port = server.port] in
                try [[UInt8](), [UInt8](repeating: 1, count: 1000)].map { payload in
                    let client = try RawClient(port: port)
                    try client.open("/echo")
                    try client.send(RawClient.frame(2, payload, final: false))
                    for _ in 0..<2000 {
                        do { try client.send(RawClient.frame(0, payload, final: false)) } catch { break }
                    }
                    return try client.readFrame().closeCode
                }
            }
            #expect(codes == [1009, 1009])
        }
    }

    @Test("A reader that never reads is closed with 4408, and what it holds is bounded")
    func neverReads() async throws {
        let closed = Flag()
        let most = HighWater()
        let limits = WebSocketLimits(softMark: 64 << 10, hardMark: 512 << 10, closing: .milliseconds(300))
        let route = WebSocketRoute("/flood", limits: limits) { _, socket in
            let frame = EncodedFrame(binary: [UInt8](repeating: 1, count: 10_000))
            while socket.send(frame) != .closed {
                most.see(socket.unsentBytes)
                await Task.yield()
            }
            for await _ in socket.messages {}
            closed.set()
        }
        try await withServer(webSockets: [route]) { server in
            let client = try await server.client(buffers: 4096) { client in
                try client.open("/flood")
                return Box(client)
            }
            await closed.isSet()
            try await onThread {
                do { while try client.value.fill() { client.value.buffered = [] } } catch RawClient.Failure.reset {}
            }
            #expect(most.highest <= 512 << 10)
        }
    }

    @Test("A ping that goes over the hard mark closes the socket with 4408 as well")
    func pingOverTheHardMark() async throws {
        let overflowed = Flag()
        let limits = WebSocketLimits(softMark: 64 << 10, hardMark: 128 << 10, pingInterval: .milliseconds(50), closing: .seconds(30))
        let route = WebSocketRoute("/s", limits: limits) { _, socket in
            socket.send(EncodedFrame(binary: [UInt8](repeating: 1, count: 12 << 20)))
            while !socket.outbox.isClosed { try? await Task.sleep(for: .milliseconds(5)) }
            overflowed.set()
            for await _ in socket.messages {}
        }
        try await withServer(webSockets: [route]) { server in
            let client = try await server.client { client in
                try client.open("/s")
                return Box(client)
            }
            await overflowed.isSet()
            let (before, last) = try await onThread {
                let first = try client.value.readPastPings()
                return first.closeCode == nil ? (first, try client.value.readPastPings()) : (nil, first)
            }
            // What the loop had not begun to send when the ping came is dropped.
            #expect(before?.payload.count ?? 12 << 20 == 12 << 20)
            #expect(last.closeCode == 4408)
        }
    }

    @Test("The soft mark is told, and onDrain says when it is over")
    func softMark() async throws {
        let drained = Flag()
        let above = Flag()
        let route = WebSocketRoute("/flood", limits: WebSocketLimits(softMark: 64 << 10)) { _, socket in
            socket.onDrain { drained.set() }
            let frame = EncodedFrame(binary: [UInt8](repeating: 1, count: 10_000))
            while socket.send(frame) == .sent { await Task.yield() }
            above.set()
            await drained.isSet()
            socket.send(EncodedFrame(text: Array("\(socket.unsentBytes <= 32 << 10)".utf8)))
            for await _ in socket.messages {}
        }
        try await withServer(webSockets: [route]) { server in
            let client = try await server.client(buffers: 4096) { client in
                try client.open("/flood")
                return Box(client)
            }
            await above.isSet()
            let last = try await onThread {
                while true {
                    let frame = try client.value.readFrame()
                    if frame.opcode == 1 { return frame.text }
                }
            }
            #expect(last == "true")
        }
    }

    @Test("One frame goes to many sockets from any thread, in the order in which it is sent")
    func broadcast() async throws {
        let sockets = Sockets()
        let route = WebSocketRoute("/s") { _, socket in
            sockets.add(socket)
            for await _ in socket.messages {}
        }
        try await withServer(webSockets: [route]) { server in
            let clients = try await onThread { [port = server.port] in
                try (0..<20).map { _ in
                    let client = try RawClient(port: port)
                    try client.open("/s")
                    return Box(client)
                }
            }
            await sockets.wait(for: 20)
            for number in 0..<1000 {
                let frame = EncodedFrame(text: Array("\(number)".utf8))
                for socket in sockets.all { #expect(socket.send(frame) != .closed) }
            }
            let isInOrder = try await onThread {
                try clients.allSatisfy { client in try (0..<1000).allSatisfy { try client.value.readFrame().text == "\($0)" } }
            }
            #expect(isInOrder)
        }
    }

    @Test("A handler that does not take its messages stops the client, loses none, and does not count as the client's silence")
    func inboundBackPressure() async throws {
        let go = Flag()
        let limits = WebSocketLimits(inboundBytes: 100_000, pingInterval: .milliseconds(500), silence: .seconds(5))
        let route = WebSocketRoute("/slow", limits: limits) { _, socket in
            await go.isSet()
            var count = 0
            for await message in socket.messages {
                guard case .binary(let bytes) = message else { break }
                count += bytes.count
            }
            socket.send(EncodedFrame(text: Array("\(count)".utf8)))
        }
        try await withServer(webSockets: [route]) { server in
            let frame = RawClient.frame(2, [UInt8](repeating: 1, count: 100_000))
            let all = (0..<100).reduce(into: [UInt8]()) { all, _ in all += frame }
            let count = try await server.client(buffers: 256 << 10) { client in
                try client.open("/slow")
                let sent = try client.sendWhileTaken(all, milliseconds: 5500)
                #expect(sent < all.count, "What nobody takes is not read.")
                go.set()
                try client.send(Array(all[sent...]))
                try client.sendText("end")
                return try client.readPastPings().text
            }
            #expect(count == "10000000")
        }
    }

    @Test("The server pings, and gives up a socket that stays silent")
    func pings() async throws {
        let closed = Flag()
        let limits = WebSocketLimits(pingInterval: .milliseconds(400), silence: .seconds(3))
        let route = WebSocketRoute("/s", limits: limits) { _, socket in
            for await _ in socket.messages {}
            closed.set()
        }
        try await withServer(webSockets: [route]) { server in
            try await server.client { client in
                try client.open("/s")
                // Longer than the silence that is borne.
                for _ in 0..<9 {
                    #expect(try client.readFrame().opcode == 9)
                    try client.send(RawClient.frame(10, []))
                }
                _ = try client.readToEnd()
            }
            await closed.isSet()
        }
    }

    @Test("Nothing of a socket is kept when it is over", .timeLimit(.minutes(1)))
    func release() async throws {
        let kept = Mutex<[Weak]>([])
        let route = WebSocketRoute("/s") { _, socket in
            kept.withLock { $0.append(Weak(outbox: socket.outbox)) }
            for await _ in socket.messages {}
        }
        try await withServer(webSockets: [route]) { server in
            try await server.client { client in
                try client.open("/s")
                try client.send(RawClient.frame(8, []))
                #expect(try client.readFrame().opcode == 8)
            }
        }
        #expect(kept.withLock { $0.count } == 1)
        // Whoever served it lets go of it a moment after its client has seen the end.
        while kept.withLock({ $0.contains { $0.outbox != nil } }) { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test("A socket that the server closes says why, takes no more, and ends though the client does not answer")
    func serverClose() async throws {
        let outcome = Flag()
        let route = WebSocketRoute("/s", limits: WebSocketLimits(closing: .milliseconds(200))) { _, socket in
            socket.send(EncodedFrame(text: Array("last".utf8)))
            socket.close(code: 4400, reason: "hello_expected")
            socket.close(code: 4401, reason: "second")
            if socket.send(EncodedFrame(text: [])) == .closed { outcome.set() }
        }
        try await withServer(webSockets: [route]) { server in
            try await server.client { client in
                try client.open("/s")
                #expect(try client.readFrame().text == "last")
                let frame = try client.readFrame()
                #expect(frame.closeCode == 4400)
                #expect(String(decoding: frame.payload.dropFirst(2), as: UTF8.self) == "hello_expected")
                #expect(try client.isEnded())
            }
            await outcome.isSet()
        }
    }
}
