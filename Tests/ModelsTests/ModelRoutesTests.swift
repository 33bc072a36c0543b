import HTTPClient
import HTTPServer
import JSON
import Problems
import ScriptedServer
import Telemetry
import TestSupport
import Testing

@testable import Models

@Suite("The routes of models and providers", .timeLimit(.minutes(1)))
struct ModelRoutesTests {
    private func withServer(_ body: (CatalogueWorkspace, _ call: Caller) async throws -> Void) async throws {
        let place = try await CatalogueWorkspace.open(.sqlite)
        let catalogue = try await place.catalogue()
        let owner = place.workspace.owner
        let routes = ModelRoutes(catalogue: catalogue) { _ throws(Problem) in owner }.all
        let server = HTTPServer(
            configuration: ServerConfiguration(host: "127.0.0.1", port: 0), routes: routes, log: .silent, metrics: Metrics())
        let address = try await server.start()
        try await body(place, Caller(port: address.port))
        await server.drain(within: .seconds(1))
        await catalogue.stop()
    }

    /// Calls the server and reads JSON.
    struct Caller {
        let port: Int
        let client = HTTPClient()

        func callAsFunction(_ method: ClientRequest.Method, _ path: String, _ body: JSON? = nil) async throws -> (status: Int, json: JSON) {
            let address = try #require(WebAddress("http://127.0.0.1:\(port)\(path)"))
            let headers = body == nil ? [] : [("Content-Type", "application/json")]
            let request = ClientRequest(method, address, headers: headers, body: body?.encoded() ?? [])
            let response = try await client.send(request, egress: .allowing([address.origin]))
            let bytes = try await response.bytes()
            return (response.status, bytes.isEmpty ? .null : try JSON.parse(bytes))
        }
    }

    @Test("a provider is added, listed, checked, changed and removed")
    func life() async throws {
        let server = listing(["m"], key: "k")
        try await withServer { _, call in
            let added = try await call(.post, "/v1/providers", ["name": "A", "base_url": .string(server.base), "api_key": "k"])
            #expect(added.status == 201)
            let id = try #require(added.json["id"]?.stringValue)
            #expect(added.json["has_key"] == true && added.json["api_key"] == nil)
            let checked = try await call(.post, "/v1/providers/\(id)/check")
            #expect(checked.status == 200 && checked.json["state"] == "ok")
            let listed = try await call(.get, "/v1/providers")
            #expect(listed.json["providers"]?[0]?["base_url"] == .string(server.base + "/v1"))
            let models = try await call(.get, "/v1/models")
            #expect(models.json["models"]?[0]?["id"] == .string("\(id)/m"))
            #expect(models.json["companion"] == ["state": "absent", "model": nil, "problem": nil, "attempt": 0])
            #expect(try await call(.patch, "/v1/providers/\(id)", ["name": "B"]).json["name"] == "B")
            #expect(try await call(.patch, "/v1/providers/\(id)", ["api_key": nil]).json["has_key"] == false)
            #expect(try await call(.delete, "/v1/providers/\(id)").status == 204)
            #expect(try await call(.delete, "/v1/providers/\(id)").json["code"] == "provider_unknown")
        }
    }

    @Test("bad input is refused with its field")
    func badInput() async throws {
        try await withServer { _, call in
            for (body, code, field) in [
                (["base_url": "http://a"], "missing_field", "name"), (["name": "a"], "missing_field", "base_url"),
                (["name": 1, "base_url": "http://a"], "wrong_type", "name"), (["name": "a", "base_url": "a"], "invalid_field", "base_url"),
                (["name": "a", "base_url": "http://a", "key": "x"], "unknown_field", "key"),
                (["name": "a", "base_url": "http://a", "api_key": 5], "wrong_type", "api_key"),
                (["name": .string(String(repeating: "a", count: 101)), "base_url": "http://a"], "field_too_long", "name"),
            ] as [(JSON, String, String)] {
                let answer = try await call(.post, "/v1/providers", body)
                #expect(answer.json["code"] == .string(code) && answer.json["field"] == .string(field), "\(body)")
            }
            #expect(try await call(.patch, "/v1/providers/env", ["name": "x"]).status == 404)
            #expect(try await call(.post, "/v1/providers/nothing/check").status == 404)
        }
    }
}
