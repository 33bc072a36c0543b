import HTTPClient
import HTTPServer
import JSON
import Problems
import Telemetry
import TestSupport
import Testing
import WebPush

@testable import Notifications

@Suite("The routes of notifications")
struct NotificationRoutesTests {
    @Test("A browser reads the key, subscribes with what it has been given, and unsubscribes; what is no subscription is refused")
    func life() async throws {
        let desk = try await PushDesk.open(.sqlite) { _ in 201 }
        let owner = desk.workspace.owner
        let routes = NotificationRoutes(notifications: desk.notifications) { _ throws(Problem) in owner }.all
        let server = HTTPServer(configuration: ServerConfiguration(port: 0), routes: routes, log: .silent, metrics: Metrics())
        let port = try await server.start().port
        let client = HTTPClient()
        let call = { (method: ClientRequest.Method, path: String, body: JSON?) in
            let address = try #require(WebAddress("http://127.0.0.1:\(port)/v1/push/\(path)"))
            let request = ClientRequest(method, address, headers: [("content-type", "application/json")], body: body?.encoded() ?? [])
            let response = try await client.send(request, egress: .allowing([address.origin]))
            let bytes = try await response.bytes()
            return (status: response.status, json: bytes.isEmpty ? JSON.null : try JSON.parse(bytes))
        }
        let key = try await call(.get, "key", nil)
        #expect(Base64URL.decoded(key.json["key"]?.stringValue ?? "")?.count == 65)

        let browser = PushBrowser()
        let keys: JSON = ["p256dh": .string(browser.p256dh), "auth": .string(browser.auth)]
        let endpoint: JSON = "https://push.example.net/a"
        let added = try await call(.post, "subscriptions", ["endpoint": endpoint, "expirationTime": nil, "keys": keys])
        #expect(added.status == 204)
        #expect(try await desk.subscriptions() == 1)
        for wrong in [["endpoint": "http://10.0.0.1/a", "keys": keys], ["endpoint": endpoint, "keys": ["p256dh": "AA", "auth": "AA"]]]
            as [JSON]
        {
            let refused = try await call(.post, "subscriptions", wrong)
            #expect(refused.json["code"] == "subscription_invalid")
        }
        let removed = try await call(.delete, "subscriptions", ["endpoint": endpoint])
        #expect(removed.status == 204)
        #expect(try await desk.subscriptions() == 0)
        await server.drain(within: .seconds(1))
        await client.close()
        await desk.close()
    }
}
