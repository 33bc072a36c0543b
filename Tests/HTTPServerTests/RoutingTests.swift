import JSON
import Testing

@testable import HTTPServer

@Suite("Paths find their routes")
struct RoutingTests {
    @Test("A target is decoded exactly once")
    func decoding() throws {
        let target = try #require(RequestTarget("/a%2Fb/%C3%A9/%2525?x=1+2&y=%26&z&=e"))
        #expect(target.segments == ["a/b", "é", "%25"])
        #expect(target.query.map(\.name) == ["x", "y", "z", ""])
        #expect(target.query.map(\.value) == ["1 2", "&", "", "e"])
        #expect(RequestTarget("/a+b")?.segments == ["a+b"])
    }

    @Test(
        "A target that cannot be decoded is none",
        arguments: ["/%", "/%4", "/%zz", "/%00", "/%ff", "/%c3", "/../x", "/a/%2e%2e/b", "/.", "a", "/?x=%", "/?%ff"])
    func broken(target: String) {
        #expect(RequestTarget(target) == nil)
    }

    @Test("More than 100 query members are refused")
    func manyMembers() {
        #expect(RequestTarget("/?" + String(repeating: "a&", count: 100)) != nil)
        #expect(RequestTarget("/?" + String(repeating: "a&", count: 101)) == nil)
    }

    private func route(_ method: String, _ pattern: String) -> Route {
        Route(method, pattern, operation: operation("x")) { _ in HTTPResponse() }
    }

    @Test("Fixed segments go before parameters, and parameters are named by their own route")
    func matching() throws {
        let router = try Router(
            routes: [route("GET", "/m/{id}"), route("GET", "/m/all"), route("POST", "/m/{name}/x"), route("DELETE", "/m/{id}")],
            webSockets: [WebSocketRoute("/s") { _, _ in }])
        #expect(router.match(method: "GET", segments: ["m", "7"]) == .found(.route(0), ["id": "7"]))
        #expect(router.match(method: "GET", segments: ["m", "all"]) == .found(.route(1), [:]))
        #expect(router.match(method: "POST", segments: ["m", "all", "x"]) == .found(.route(2), ["name": "all"]))
        #expect(router.match(method: "HEAD", segments: ["m", "7"]) == .found(.route(0), ["id": "7"]))
        #expect(router.match(method: "GET", segments: ["s"]) == .found(.webSocket(0), [:]))
        #expect(router.match(method: "PUT", segments: ["m", "7"]) == .otherMethods(allow: "DELETE, GET, HEAD, OPTIONS"))
        for segments in [["m"], ["m", ""], ["m", "7", "8"], [""], ["x"]] {
            #expect(router.match(method: "GET", segments: segments) == .nothing)
        }
    }

    @Test("Two routes for one path are an error of the program")
    func duplicates() {
        #expect(throws: ServerError.duplicateRoute("GET /a/{y}")) {
            try Router(routes: [route("GET", "/a/{x}"), route("GET", "/a/{y}")], webSockets: [])
        }
        #expect(throws: ServerError.badPattern("a")) { try Router(routes: [route("GET", "a")], webSockets: []) }
    }

    @Test("Hosts and origins are those that are configured, on the port that is open")
    func addresses() {
        let rules = AddressRules(hosts: ["127.0.0.1", "[::1]", "box.lan:99"], origins: ["https://Chat.example.org"], port: 8080)
        for host in ["127.0.0.1:8080", "[::1]:8080", "box.lan:99", "chat.example.org"] { #expect(rules.allows(host: host)) }
        for host in ["127.0.0.1", "127.0.0.1:80", "box.lan:8080", "evil.example", "", "chat.example.org.evil.example"] {
            #expect(!rules.allows(host: host))
        }
        #expect(!rules.allows(host: nil))
        for origin in ["http://127.0.0.1:8080", "https://chat.example.org", "http://box.lan:99"] { #expect(rules.allows(origin: origin)) }
        for origin in ["null", "https://127.0.0.1:8080", "http://chat.example.org:1", "http://evil.example", "http://127.0.0.1"] {
            #expect(!rules.allows(origin: origin))
        }
        #expect(rules.allows(origin: nil))
    }

    @Test("The document names every route, its parameters and the Problem")
    func openAPI() throws {
        let routes = [
            Route(
                "GET", "/m/{id}",
                operation: Operation(
                    id: "get", summary: "Gets.", tag: "m", parameters: [.init("q", in: .query, "Filter.")],
                    responses: [.init(200, "One.", schema: ["type": "object"])])
            ) { _ in HTTPResponse() },
            Route(
                "POST", "/m/{id}",
                operation: Operation(id: "post", summary: "Posts.", request: ["type": "object"], responses: [.init(204, "Done.")])
            ) { _ in
                HTTPResponse()
            },
        ]
        let document = try JSON.parse(OpenAPIDocument.render(routes: routes, info: .init(title: "T", version: "1", summary: "S")))
        #expect(document["openapi"] == "3.1.0")
        let path = try #require(document["paths"]?["/m/{id}"])
        #expect(path["get"]?["operationId"] == "get")
        #expect(path["get"]?["parameters"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["q", "id"])
        #expect(path["get"]?["responses"]?["200"]?["content"]?["application/json"]?["schema"]?["type"] == "object")
        #expect(path["post"]?["requestBody"]?["required"] == true)
        #expect(path["post"]?["responses"]?["default"]?["$ref"] == "#/components/responses/Problem")
        #expect(document["components"]?["schemas"]?["Problem"]?["type"] == "object")
    }

    @Test("A header value cannot start a line of its own")
    func responseSplitting() {
        var fields: HTTPFields = ["X-A": "a\r\nSet-Cookie: b"]
        fields.add("bad name", "x")
        #expect(fields.fields == [.init(name: "x-a", value: "a  Set-Cookie: b")])
    }
}
