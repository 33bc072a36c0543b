import Crypto
import Foundation
import JSON
import TestSupport
import Testing

@testable import WebPush

@Suite("A server says to push services who it is (RFC 8292)")
struct PushTokenTests {
    @Test("The token names the service and a time, and is signed with the key that is given along")
    func token() throws {
        let browser = PushBrowser()
        let key = PushKey()
        let subscription = try #require(
            PushSubscription(endpoint: "https://Push.Example.net:443/secret?a=b", p256dh: browser.p256dh, auth: browser.auth))
        let request = try PushMessage.request(
            to: subscription, payload: [1], ttl: 90, urgency: .high, key: key, contact: "mailto:a@example.org", now: 1_700_000_000)
        let fields = Dictionary(uniqueKeysWithValues: request.headers.map { ($0.name, $0.value) })
        #expect(request.url == subscription.endpoint)
        #expect(fields["ttl"] == "90")
        #expect(fields["urgency"] == "high")
        #expect(fields["content-encoding"] == "aes128gcm")

        let value = try #require(fields["authorization"])
        #expect(value.hasPrefix("vapid t="))
        #expect(value.hasSuffix(", k=\(key.applicationServerKey)"))
        let parts = value.dropFirst(8).prefix { $0 != "," }.split(separator: ".").map(String.init)
        #expect(try JSON.parse(#require(Base64URL.decoded(parts[0]))) == ["typ": "JWT", "alg": "ES256"])
        #expect(
            try JSON.parse(#require(Base64URL.decoded(parts[1])))
                == ["aud": "https://push.example.net", "exp": 1_700_043_200, "sub": "mailto:a@example.org"])
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: #require(Base64URL.decoded(parts[2])))
        let publicKey = try P256.Signing.PublicKey(x963Representation: key.publicKey)
        #expect(publicKey.isValidSignature(signature, for: Data("\(parts[0]).\(parts[1])".utf8)))
    }

    @Test("A key pair is the same after being stored, and shows only its public half")
    func storedKey() throws {
        let key = PushKey()
        #expect(PushKey(rawRepresentation: key.rawRepresentation) == key)
        #expect(PushKey(rawRepresentation: []) == nil)
        #expect(PushKey(rawRepresentation: [UInt8](repeating: 0, count: 32)) == nil)
        #expect(Base64URL.decoded(key.applicationServerKey)?.count == 65)
        #expect(!"\(key)".contains(Base64URL.encoded(key.rawRepresentation)))
    }
}

@Suite("Subscriptions come from clients and are checked")
struct PushSubscriptionTests {
    private let browser = PushBrowser()

    @Test(
        "Only addresses of push services are taken",
        arguments: [
            ("https://p.example/x", true), ("https://p.example:8443/x", true), ("http://127.0.0.1:99/x", true),
            ("http://[::1]:99/x", true), ("http://p.example/x", false), ("ftp://p.example", false), ("https://", false),
            ("https://a@p.example/", false), ("https://p.example/a b", false), ("https://p.example/#x", false), ("", false),
            ("http://127.0.0.1.evil.example/", false), ("https://p.example/" + String(repeating: "x", count: 2048), false),
        ])
    func endpoints(endpoint: String, isTaken: Bool) {
        #expect((PushSubscription(endpoint: endpoint, p256dh: browser.p256dh, auth: browser.auth) != nil) == isTaken)
    }

    @Test("Keys that are none are refused")
    func keys() {
        let endpoint = "https://p.example/"
        let noPoint = Base64URL.encoded([4] + [UInt8](repeating: 7, count: 64))
        #expect(PushSubscription(endpoint: endpoint, p256dh: noPoint, auth: browser.auth) == nil)
        #expect(PushSubscription(endpoint: endpoint, p256dh: "", auth: browser.auth) == nil)
        #expect(PushSubscription(endpoint: endpoint, p256dh: browser.p256dh, auth: "AAAA") == nil)
        #expect(PushSubscription(endpoint: endpoint, p256dh: browser.p256dh + "=", auth: browser.auth + "==") != nil)
    }

    @Test("Base 64 goes there and back, and refuses what is none")
    func base64() {
        #expect(["", "f", "fo", "foo", "foob"].map { Base64URL.encoded(Array($0.utf8)) } == ["", "Zg", "Zm8", "Zm9v", "Zm9vYg"])
        #expect(Base64URL.encoded([0xFB, 0xFF]) == "-_8")
        for count in 0..<70 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
            #expect(Base64URL.decoded(Base64URL.encoded(bytes)) == bytes)
        }
        for text in ["A", "Zh", "Zm9=", "+/AA", "Zm9v!"] { #expect(Base64URL.decoded(text) == nil) }
    }
}
