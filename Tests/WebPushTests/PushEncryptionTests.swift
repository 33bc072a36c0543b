import Crypto
import Foundation
import TestSupport
import Testing

@testable import WebPush

@Suite("Push messages are encrypted")
struct PushEncryptionTests {
    private static let watermelon = Array("When I grow up, I want to be a watermelon".utf8)

    private func key(_ text: String) throws -> P256.KeyAgreement.PrivateKey {
        try P256.KeyAgreement.PrivateKey(rawRepresentation: #require(Base64URL.decoded(text)))
    }

    @Test("as in the standard's example, byte for byte (RFC 8291, appendix A)")
    func knownAnswer() throws {
        let subscription = try #require(
            PushSubscription(
                endpoint: "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
                p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                auth: "BTBZMqHH6r4Tts7J_aSIgg"))
        let body = try PushEncryption.encrypt(
            Self.watermelon, for: subscription, key: key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
            salt: #require(Base64URL.decoded("DGv6ra1nlYgDCS1FRnbzlw")))
        #expect(
            Base64URL.encoded(body)
                == "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
                + "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")
        let browser = PushBrowser(key: try key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), secret: subscription.secret)
        #expect(try browser.open(body) == Self.watermelon)
    }

    @Test("for one browser alone, differently each time, and filled up", arguments: [0, 1, 255, 256, 3000, PushMessage.longestPayload])
    func anyLength(count: Int) throws {
        let browser = PushBrowser()
        let subscription = try #require(PushSubscription(endpoint: "https://p.example/1", p256dh: browser.p256dh, auth: browser.auth))
        let text = [UInt8](repeating: 0x61, count: count)
        let bodies = try (0..<2).map { _ in
            try PushMessage.request(to: subscription, payload: text, ttl: 60, key: PushKey(), now: 1).body
        }
        #expect(bodies[0] != bodies[1])
        for body in bodies {
            #expect(try browser.open(body) == text)
            #expect(body.count <= 4096)
            #expect((body.count - 86 - 17) % 256 == 0 || body.count == 4096)
        }
        #expect(throws: (any Error).self) { try PushBrowser().open(bodies[0]) }
    }

    @Test("A message that does not fit is refused")
    func tooLong() throws {
        let browser = PushBrowser()
        let subscription = try #require(PushSubscription(endpoint: "https://p.example/1", p256dh: browser.p256dh, auth: browser.auth))
        #expect(throws: PushError.payloadTooLong) {
            try PushMessage.request(
                to: subscription, payload: [UInt8](repeating: 0, count: PushMessage.longestPayload + 1), ttl: 60, key: PushKey(), now: 1)
        }
    }
}
