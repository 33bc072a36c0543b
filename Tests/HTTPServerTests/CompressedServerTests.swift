import NIOCore
import Testing

@testable import HTTPServer

private let offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
private let long = String(repeating: "It was a bright cold day in April. ", count: 100)

private func plain(_ frame: ServerFrame) -> [UInt8]? {
    guard frame.isCompressed else { return frame.payload }
    if case .bytes(let bytes) = Compressors().inflated(frame.payload, limit: 1 << 20) { return bytes }
    return nil
}

@Suite("A server that compresses")
struct CompressedServerTests {
    @Test("Long messages are compressed both ways for a client that offers it, short ones are not")
    func sockets() async throws {
        try await withServer(webSockets: [echo()]) { server in
            try await server.client { client in
                let response = try client.open("/echo", offer)
                #expect(
                    response.headers["sec-websocket-extensions"]
                        == "permessage-deflate; server_no_context_takeover; client_no_context_takeover")
                try client.send(RawClient.frame(1, [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], compressed: true))
                let short = try client.readFrame()
                #expect(short.text == "Hello")
                #expect(!short.isCompressed)
                try client.sendText(long)
                let frame = try client.readFrame()
                #expect(frame.isCompressed)
                #expect(frame.payload.count < 200)
                #expect(plain(frame) == Array(long.utf8))
            }
            try await server.client { client in
                #expect(try client.open("/echo").headers["sec-websocket-extensions"] == nil)
                try client.sendText(long)
                let frame = try client.readFrame()
                #expect(!frame.isCompressed)
                #expect(frame.text == long)
            }
        }
    }

    @Test("A compressed bomb closes the socket with 1009")
    func bomb() async throws {
        try await withServer(webSockets: [echo()]) { server in
            let bomb = try #require(Compressors().deflated(ByteBuffer(repeating: 0, count: 32 << 20), .flushed))
            let code = try await server.client { client in
                try client.open("/echo", offer)
                try client.send(RawClient.frame(2, bomb.dropLast(4), compressed: true))
                return try client.readFrame().closeCode
            }
            #expect(code == 1009)
        }
    }

    @Test("Switched off, nothing is compressed")
    func switchedOff() async throws {
        try await withServer(routes: [longRoute], webSockets: [echo()], configure: { $0.compresses = false }) { server in
            let socket = try await server.client { try $0.open("/echo", offer) }
            #expect(socket.headers["sec-websocket-extensions"] == nil)
            let answer = try await server.get("/long", "Accept-Encoding: gzip\r\n")
            #expect(answer.headers["content-encoding"] == nil)
            #expect(answer.text == long)
        }
    }

    @Test("Long texts and JSON go as gzip to clients that take it")
    func gzip() async throws {
        try await withServer(routes: testRoutes + [longRoute, stream]) { server in
            let answer = try await server.get("/long", "Accept-Encoding: br, gzip\r\n")
            #expect(answer.headers["content-encoding"] == "gzip")
            #expect(answer.headers["vary"] == "accept-encoding")
            #expect(answer.body.prefix(3) == [0x1F, 0x8B, 8])
            #expect(answer.body.count < 200)
            let body = Array(answer.body.dropFirst(10).dropLast(8))
            #expect(Compressors().inflated(body + [0], limit: 10_000) == .bytes(Array(long.utf8)))
            let words = answer.body.suffix(8).reversed().map(UInt32.init)
            #expect(words[4...].reduce(0) { $0 << 8 | $1 } == checksum(Array(long.utf8)))
            #expect(words[..<4].reduce(0) { $0 << 8 | $1 } == UInt32(long.utf8.count))

            for (path, fields) in [("/long", ""), ("/long", "Accept-Encoding: gzip;q=0\r\n"), ("/hello", "Accept-Encoding: gzip\r\n")] {
                let other = try await server.get(path, fields)
                #expect(other.headers["content-encoding"] == nil)
                #expect(other.headers["vary"] == (path == "/long" ? "accept-encoding" : nil))
            }
            let events = try await server.get("/stream", "Accept-Encoding: gzip\r\n")
            #expect(events.headers["content-encoding"] == nil)
            #expect(events.text == "data: \(long)\n\n")
        }
    }

    private var longRoute: Route { Route("GET", "/long", operation: operation("long")) { _ in .text(200, long.utf8) } }

    private var stream: Route {
        Route("GET", "/stream", operation: operation("stream")) { _ in ServerSentEvents.response { try await $0.send(data: long.utf8) } }
    }

    /// CRC-32 bit by bit (RFC 1952, 8).
    private func checksum(_ bytes: [UInt8]) -> UInt32 {
        var value = UInt32.max
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        return ~value
    }
}

@Suite("Behind a proxy")
struct ProxyTests {
    private func peer(_ values: [String], from connection: String = "127.0.0.1", trusted: [String] = ["127.0.0.1", "10.0.0.1"]) -> String {
        var fields = HTTPFields()
        for value in values { fields.add("X-Forwarded-For", value) }
        return TrustedProxies(trusted).peer(of: fields, connection: connection)
    }

    @Test("The nearest address that is no trusted proxy is the peer")
    func nearest() {
        #expect(peer(["198.51.100.7"]) == "198.51.100.7")
        #expect(peer(["6.6.6.6, 198.51.100.7, 10.0.0.1"]) == "198.51.100.7")
        #expect(peer(["6.6.6.6", "198.51.100.7"]) == "198.51.100.7")
        #expect(peer(["2001:DB8::0:1"]) == "2001:db8::1")
        #expect(peer(["198.51.100.7"], from: "::ffff:127.0.0.1") == "198.51.100.7")
        #expect(peer([]) == "127.0.0.1")
    }

    @Test("What is no address ends the list, and what others say is not believed")
    func others() {
        #expect(peer(["198.51.100.7, unknown"]) == "127.0.0.1")
        #expect(peer(["198.51.100.7, , 10.0.0.1"]) == "10.0.0.1")
        #expect(peer(["198.51.100.7"], from: "203.0.113.9") == "203.0.113.9")
        #expect(peer(["198.51.100.7"], trusted: []) == "127.0.0.1")
    }

    @Test("A handler sees the peer, and forwarded names of hosts change nothing")
    func request() async throws {
        let route = Route("GET", "/peer", operation: operation("peer")) { .text(200, $0.peer.utf8) }
        try await withServer(routes: [route], configure: { $0.trustedProxies = ["127.0.0.1"] }) { server in
            let forwarded = try await server.get("/peer", "X-Forwarded-For: 198.51.100.7\r\n")
            #expect(forwarded.text == "198.51.100.7")
            let wrong = try await server.client { client in
                try client.send("GET /peer HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\n\r\n")
                return try client.readResponse()
            }
            #expect(wrong.code == "forbidden_host")
        }
        try await withServer(routes: [route]) { server in
            let direct = try await server.get("/peer", "X-Forwarded-For: 198.51.100.7\r\n")
            #expect(direct.text == "127.0.0.1")
        }
    }
}
