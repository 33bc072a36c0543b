import Telemetry
import Testing

@testable import HTTPClient

@Suite("Redirects")
struct RedirectsTests {
    private func request(_ method: ClientRequest.Method = .post, _ text: String = "https://a/x", redirects: Int = 3) throws -> ClientRequest
    {
        ClientRequest(
            method, try #require(WebAddress(text)), headers: [("Content-Type", "text/plain"), ("Cookie", "c"), ("X-A", "1")],
            bearer: Secret("key"),
            body: [1], redirects: redirects)
    }

    @Test("none is followed unless it was asked for")
    func notAsked() throws {
        #expect(Redirects.next(after: try request(redirects: 0), status: 302, location: "/y") == nil)
    }

    @Test("the same origin keeps the key, and 307 keeps method and body")
    func sameOrigin() throws {
        let next = try #require(Redirects.next(after: try request(), status: 307, location: "/y?z"))
        #expect(next.address.text == "https://a/y?z")
        #expect(next.method == .post && next.body == [1] && next.bearer != nil && next.redirects == 2)
    }

    @Test("another origin gets neither key nor cookies", arguments: ["https://b/y", "https://a:8443/y", "//b/y"])
    func otherOrigin(location: String) throws {
        let next = try #require(Redirects.next(after: try request(), status: 308, location: location))
        #expect(next.bearer == nil)
        #expect(!next.headers.contains { $0.name == "Cookie" })
        #expect(next.headers.contains { $0.name == "X-A" })
    }

    @Test("303 and 302 turn a POST into a GET without a body", arguments: [301, 302, 303])
    func becomesGet(status: Int) throws {
        let next = try #require(Redirects.next(after: try request(), status: status, location: "/y"))
        #expect(next.method == .get && next.body.isEmpty)
        #expect(!next.headers.contains { $0.name == "Content-Type" })
    }

    @Test(
        "what is no address, and https to http, is not followed", arguments: ["http://a/y", "ftp://b", "y", "", "/a b", "https://u:p@b/"])
    func notFollowed(location: String) throws {
        #expect(Redirects.next(after: try request(), status: 302, location: location) == nil)
    }
}
