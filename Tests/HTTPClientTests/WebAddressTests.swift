import Testing

@testable import HTTPClient

@Suite("Web addresses")
struct WebAddressTests {
    @Test(
        "a URL has one normal form",
        arguments: [
            ("http://Example.COM", "http://example.com/"), ("HTTPS://a.b:443/v1", "https://a.b/v1"),
            ("http://a:8080/x?y=z", "http://a:8080/x?y=z"),
            ("http://[::1]:80/", "http://[::1]/"), ("http://a?x", "http://a/?x"), ("http://a_b.c-d/%20", "http://a_b.c-d/%20"),
        ])
    func normalForm(text: String, normal: String) throws {
        #expect(try #require(WebAddress(text)).text == normal)
    }

    @Test(
        "what is not a plain http URL is refused",
        arguments: [
            "", "example.com", "ftp://a/", "file:///etc/passwd", "http:/a", "http://", "http://:80/", "http://u:p@a/", "http://u@a/",
            "http://a:0/",
            "http://a:65536/", "http://a:/", "http://a:8x/", "http://a b/", "http://a/b c", "http://a/#f", "http://a\\b/", "http://ä/",
            "http://a/ä",
            "http://[1.2.3.4]/", "http://[::1/", "http://[::1]x/", "http://.../", "http://a/\r\nX: y", "javascript://a/", "http://a%00b/",
        ])
    func refused(text: String) {
        #expect(WebAddress(text) == nil)
    }

    @Test("a path is appended without the query and without doubled slashes")
    func appending() throws {
        #expect(try #require(WebAddress("http://a/v1/?x=1")).appending("models").text == "http://a/v1/models")
        #expect(try #require(WebAddress("http://a")).appending("models").text == "http://a/models")
    }

    @Test("its description shows neither path nor query")
    func description() throws {
        #expect("\(try #require(WebAddress("https://a/secret?key=1")))" == "https://a:443")
    }
}
