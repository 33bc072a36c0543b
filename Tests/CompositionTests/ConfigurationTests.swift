import Testing

@testable import Composition

@Suite("What the environment says")
struct ConfigurationTests {
    private func configuration(_ environment: [String: String]) throws(ConfigurationError) -> Configuration {
        try Configuration(options: .init(data: "/nowhere"), environment: environment)
    }

    @Test("Proxies are believed when they are named, and none otherwise")
    func trustedProxies() throws {
        #expect(try configuration([:]).server.trustedProxies == [])
        let named = try configuration(["PARLANCE_TRUSTED_PROXIES": "127.0.0.1, 2001:db8::1"])
        #expect(named.server.trustedProxies == ["127.0.0.1", "2001:db8::1"])
    }

    @Test(
        "What is no address of a proxy is refused in a sentence", arguments: ["proxy.example.org", "10.0.0.0/8", "127.0.0.1,,x", "127.1"])
    func notAProxy(text: String) {
        #expect(throws: ConfigurationError.trustedProxies) { try configuration(["PARLANCE_TRUSTED_PROXIES": text]) }
    }
}
