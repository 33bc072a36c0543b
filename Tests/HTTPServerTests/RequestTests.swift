import HTTPServer
import JSON
import Testing

@Suite("Requests are answered")
struct RequestTests {
    @Test("With the fields that every answer carries")
    func plain() async throws {
        try await withServer { server in
            let response = try await server.client { try $0.get("/hello") }
            #expect(response.status == 200)
            #expect(response.text == #"{"hello":"world"}"#)
            #expect(response.headers["content-type"] == "application/json")
            #expect(response.headers["x-content-type-options"] == "nosniff")
            #expect(response.headers["referrer-policy"] == "no-referrer")
            #expect(response.headers["cross-origin-opener-policy"] == "same-origin")
            #expect(response.headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
            #expect(response.headers["date"]?.hasSuffix("GMT") == true)
            #expect(response.headers["connection"] == nil)
        }
    }

    @Test("Under an id of the server's own making")
    func requestID() async throws {
        try await withServer { server in
            let response = try await server.client { try $0.get("/problem", "X-Request-Id: mine\r\n") }
            let id = try #require(response.headers["x-request-id"])
            #expect(id.count == 26)
            let problem = try JSON.parse(response.body)
            #expect(problem["request_id"]?.stringValue == id)
            #expect(problem["code"] == "conflict")
            #expect(problem["field"] == "name")
            #expect(problem["success"] == false)
        }
    }

    @Test("Parameters and query are decoded once")
    func parameters() async throws {
        try await withServer { server in
            let answer1 = try await server.get("/items/a%2Fb%2520?q=%C3%A9+x")
            #expect(answer1.text == #"{"id":"a/b%20","q":"é x"}"#)
            let answer2 = try await server.get("/items/%zz")
            #expect(answer2.code == "bad_request")
            let answer3 = try await server.get("/items/../hello")
            #expect(answer3.status == 400)
        }
    }

    @Test("Unknown paths, other methods, HEAD and OPTIONS")
    func methods() async throws {
        try await withServer { server in
            let answer4 = try await server.get("/nothing")
            #expect(answer4.code == "not_found")
            let refused = try await server.client { client in
                try client.send("DELETE /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return try client.readResponse()
            }
            #expect(refused.status == 405)
            #expect(refused.headers["allow"] == "GET, HEAD, OPTIONS")
            let head = try await server.client { client in
                try client.send("HEAD /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let head = try client.readResponse(hasBody: false)
                #expect(try client.get("/hello").status == 200)
                return head
            }
            #expect(head.headers["content-length"] == "17")
            let options = try await server.client { client in
                try client.send("OPTIONS /hello HTTP/1.1\r\nHost: localhost\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let first = try client.readResponse()
                #expect(try client.readResponse().status == 204)
                return first
            }
            #expect(options.status == 204)
            #expect(options.headers["allow"] == "GET, HEAD, OPTIONS")
            #expect(options.headers["content-length"] == nil)
        }
    }

    @Test("An error that is no Problem is told as internal and logged without its text")
    func internalError() async throws {
        try await withServer { server in
            let response = try await server.client { try $0.get("/fail") }
            #expect(response.status == 500)
            #expect(response.code == "internal")
            let id = try #require(response.headers["x-request-id"])
            let lines = server.log.lines.filter { $0.contains("request_failed") }
            #expect(lines.count == 1 && lines[0].contains(id))
            #expect(!server.log.lines.joined().contains("hidden"))
        }
    }

    @Test("Log and metrics know the pattern, never the path or the query")
    func observation() async throws {
        try await withServer { server in
            try await server.client { client in
                _ = try client.get("/items/private?q=secret")
                // Answered one after the other: when this one is, the first is counted.
                _ = try client.get("/hello")
            }
            let seen = server.log.lines.joined() + server.metricsText
            #expect(seen.contains("/items/{id}"))
            #expect(!seen.contains("private") && !seen.contains("secret"))
            #expect(server.metricsText.contains(#"http_requests_total{route="/items/{id}",status="200"} 1"#))
        }
    }

    @Test("JSON is taken only as JSON")
    func json() async throws {
        try await withServer { server in
            let post = { @Sendable (type: String, body: String) in
                try await server.client { client in
                    try client.send(
                        "POST /json HTTP/1.1\r\nHost: localhost\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                    )
                    return try client.readResponse()
                }
            }
            let answer5 = try await post("application/json; charset=utf-8", #"{"a":[1]}"#)
            #expect(answer5.text == #"{"a":[1]}"#)
            let answer6 = try await post("text/plain", "{}")
            #expect(answer6.status == 415)
            let answer7 = try await post("application/json", "{")
            #expect(answer7.code == "invalid_json")
        }
    }

    @Test("Another host or origin is refused, on every method")
    func addresses() async throws {
        try await withServer { server in
            let port = server.port
            let answer8 = try await server.get("/hello", "Origin: http://127.0.0.1:\(port)\r\n")
            #expect(answer8.status == 200)
            let answer9 = try await server.get("/hello", "Origin: http://evil.example\r\n")
            #expect(answer9.code == "forbidden_origin")
            let answer10 = try await server.get("/hello", "Origin: null\r\n")
            #expect(answer10.status == 403)
            let rebound = try await server.client { client in
                try client.send("POST /echo HTTP/1.1\r\nHost: evil.example:\(port)\r\nContent-Length: 1\r\n\r\nx")
                return try client.readResponse()
            }
            #expect(rebound.code == "forbidden_host")
            let absolute = try await server.client { client in
                try client.send("GET http://evil.example/hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return try client.readResponse()
            }
            #expect(absolute.code == "forbidden_host")
        }
    }

    @Test("A middleware sees the request before and the answer after")
    func middleware() async throws {
        let marks = Middleware { request, next in
            var response = try await next(request)
            response.headers["x-mark"] = "\(response.headers["x-mark"] ?? "")a"
            return response
        }
        let inner = Middleware { request, next in
            var response = try await next(request)
            response.headers["x-mark"] = "b"
            return response
        }
        try await withServer(middleware: [marks, inner]) { server in
            let answer11 = try await server.get("/hello")
            #expect(answer11.headers["x-mark"] == "ba")
        }
    }

    @Test("A busy port is told by name")
    func busyPort() async throws {
        try await withServer { server in
            let second = HTTPServer(configuration: ServerConfiguration(port: server.port), routes: [], log: .silent, metrics: .init())
            await #expect(throws: ServerError.addressInUse(host: "127.0.0.1", port: server.port)) { try await second.start() }
        }
        let far = HTTPServer(configuration: ServerConfiguration(host: "192.0.2.1", port: 0), routes: [], log: .silent, metrics: .init())
        await #expect(throws: ServerError.addressNotAvailable(host: "192.0.2.1", port: 0)) { try await far.start() }
    }
}
