import HTTPServer
import Testing

@Suite("A connection carries many requests")
struct ConnectionTests {
    @Test("Answers to requests sent ahead come in order")
    func pipelining() async throws {
        try await withServer { server in
            try await server.client { client in
                let requests = (0..<50).map { "GET \($0 % 5 == 0 ? "/hello" : "/items/\($0)") HTTP/1.1\r\nHost: localhost\r\n\r\n" }
                    .joined()
                try client.send(
                    requests
                        + "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nlastGET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"
                )
                for number in 0..<50 {
                    let text = try client.readResponse().text
                    #expect(text == (number % 5 == 0 ? #"{"hello":"world"}"# : #"{"id":"\#(number)","q":null}"#))
                }
                #expect(try client.readResponse().text == "last")
                #expect(try client.readResponse().status == 200)
            }
        }
    }

    @Test("A client that sends requests and reads no answer is stopped by the socket")
    func unreadPipeline() async throws {
        try await withServer { server in
            try await server.client(buffers: 4096) { client in
                let requests = Array(String(repeating: "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 5000).utf8)
                var rounds = 0
                while rounds < 1000, try client.sendWhileTaken(requests, milliseconds: 500) == requests.count { rounds += 1 }
                #expect(rounds < 1000, "At most what the two sockets hold is taken.")
            }
        }
    }

    @Test("Connection: close is obeyed, and HTTP/1.0 has one request")
    func closing() async throws {
        try await withServer { server in
            try await server.client { client in
                let answer = try client.get("/hello", "Connection: close\r\n")
                #expect(answer.headers["connection"] == "close")
                #expect(try client.isEnded())
            }
            try await server.client { client in
                try client.send("GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n")
                #expect(try client.readResponse().status == 200)
                #expect(try client.isEnded())
            }
        }
    }

    @Test("A chunked body arrives whole, and what follows it is the next request")
    func chunked() async throws {
        try await withServer { server in
            try await server.client { client in
                try client.send(
                    "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5;x=y\r\ndefgh\r\n")
                try client.send("0\r\nTrailer: x\r\n\r\nGET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try client.readResponse().text == "abcdefgh")
                #expect(try client.readResponse().status == 200)
            }
        }
    }

    @Test("A body that the handler does not read is passed over")
    func unreadBody() async throws {
        try await withServer { server in
            try await server.client { client in
                for _ in 0..<3 {
                    try client.send(
                        "POST /ignore HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30000\r\n\r\n" + String(repeating: "x", count: 30_000))
                    #expect(try client.readResponse().status == 204)
                }
                try client.send("POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello")
                #expect(try client.readResponse().status == 404)
                #expect(try client.get("/hello").status == 200)
            }
        }
    }

    @Test("100 Continue is said when the handler wants the body, and not when it refuses")
    func expectContinue() async throws {
        try await withServer { server in
            try await server.client { client in
                try client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
                #expect(try client.readHead().status == 100)
                try client.send("hello")
                #expect(try client.readResponse().text == "hello")
                #expect(try client.get("/hello").status == 200)
                try client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n")
                #expect(try client.readResponse().status == 413)
                #expect(try client.isEnded())
            }
            try await server.client { client in
                try client.send("POST /ignore HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
                #expect(try client.readResponse().status == 204)
                #expect(try client.isEnded(), "The client would take the next answer for the one to its expectation.")
            }
        }
    }

    @Test("A large body streams through a slow reader without being kept")
    func backPressure() async throws {
        let go = Flag()
        let route = Route("POST", "/slow", operation: operation("slow"), limits: RouteLimits(bodyBytes: 1 << 30)) { request in
            await go.isSet()
            var count = 0
            for try await part in request.bodyStream { count += part.count }
            return .json(200, .int(Int64(count)))
        }
        try await withServer(routes: [route]) { server in
            let taken = try await server.client { client in
                let part = [UInt8](repeating: 0x61, count: 1 << 20)
                try client.send("POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(64 << 20)\r\n\r\n")
                var sent = 0
                while sent < 64, try client.sendWhileTaken(part, milliseconds: 500) == part.count { sent += 1 }
                #expect(sent < 64, "What nobody reads is not taken.")
                return sent
            }
            #expect(taken < 64)
            go.set()
            let text = try await server.client { client in
                let part = [UInt8](repeating: 0x61, count: 1 << 20)
                try client.send("POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(64 << 20)\r\n\r\n")
                for _ in 0..<64 { try client.send(part) }
                return try client.readResponse().text
            }
            #expect(text == String(64 << 20))
        }
    }

    @Test("A streamed answer arrives piece by piece")
    func streaming() async throws {
        let more = Flag()
        let route = Route("GET", "/stream", operation: operation("stream")) { _ in
            HTTPResponse(
                body: .stream { writer in
                    try await writer.write("one".utf8)
                    await more.isSet()
                    try await writer.write("two".utf8)
                })
        }
        try await withServer(routes: [route]) { server in
            try await server.client { client in
                try client.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\nGET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try client.readHead().headers["transfer-encoding"] == "chunked")
                #expect(try client.readChunk() == Array("one".utf8))
                more.set()
                #expect(try client.readChunk() == Array("two".utf8))
                #expect(try client.readChunk() == nil)
                #expect(try client.readResponse().text == "onetwo")
            }
            try await server.client { client in
                try client.send("HEAD /stream HTTP/1.1\r\nHost: localhost\r\n\r\nGET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try client.readResponse(hasBody: false).headers["content-length"] == nil)
                #expect(try client.readResponse().text == "onetwo")
            }
            try await server.client { client in
                try client.send("GET /stream HTTP/1.0\r\nHost: localhost\r\n\r\n")
                #expect(try client.readHead().headers["transfer-encoding"] == nil)
                #expect(try client.readToEnd() == Array("onetwo".utf8))
            }
        }
    }

    @Test("A stream that breaks does not look whole")
    func brokenStream() async throws {
        let route = Route("GET", "/stream", operation: operation("stream")) { _ in
            HTTPResponse(
                body: .stream { writer in
                    try await writer.write("one".utf8)
                    throw TestFailure.secret("x")
                })
        }
        try await withServer(routes: [route]) { server in
            let rest = try await server.client { client in
                try client.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
                _ = try client.readHead()
                return try client.readToEnd()
            }
            #expect(!String(decoding: rest, as: UTF8.self).contains("0\r\n\r\n"))
        }
    }

    @Test("A stream waits for a slow reader and loses nothing")
    func slowReader() async throws {
        let most = HighWater()
        let route = Route("GET", "/stream", operation: operation("stream"), limits: RouteLimits(time: nil)) { _ in
            HTTPResponse(
                body: .stream { writer in
                    for number in 0..<200 {
                        try await writer.write([UInt8](repeating: UInt8(number), count: 100_000))
                        most.see(writer.unsentBytes)
                    }
                })
        }
        try await withServer(routes: [route]) { server in
            let body = try await server.client(buffers: 8192) { client in
                try client.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return try client.readResponse().body
            }
            #expect(body.count == 20_000_000)
            for number in 0..<200 { #expect(body[number * 100_000] == UInt8(number) && body[number * 100_000 + 99_999] == UInt8(number)) }
            #expect(most.highest < 400_000)
        }
    }

    @Test("Server-sent events")
    func events() async throws {
        let route = Route("GET", "/events", operation: operation("events")) { _ in
            ServerSentEvents.response { events in
                try await events.send(data: "a\nb\r\nc\rd".utf8, event: "x\ny", id: "1")
                try await events.keepAlive()
                try await events.send(data: "".utf8)
            }
        }
        try await withServer(routes: [route]) { server in
            let response = try await server.get("/events")
            #expect(response.headers["content-type"] == "text/event-stream")
            #expect(response.text == "event: xy\nid: 1\ndata: a\ndata: b\ndata: c\ndata: d\n\n:\n\ndata: \n\n")
        }
    }
}
