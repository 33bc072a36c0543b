import Crypto
import Foundation
import Testing
import WebPush

/// A browser: what it hands out, and how it opens messages (RFC 8291, 3; RFC 8188, 2), written apart from the code under test.
public struct PushBrowser: Sendable {
    private let privateKey: [UInt8]
    private let publicKey: [UInt8]
    /// The secret that it shares with the server.
    public let secret: [UInt8]

    /// A browser with these keys, or with fresh ones.
    public init(key: P256.KeyAgreement.PrivateKey = .init(), secret: [UInt8] = (0..<16).map { _ in UInt8.random(in: 0...255) }) {
        privateKey = Array(key.rawRepresentation)
        publicKey = Array(key.publicKey.x963Representation)
        self.secret = secret
    }

    /// The key that it hands out.
    public var p256dh: String { Base64URL.encoded(publicKey) }
    /// The secret that it hands out.
    public var auth: String { Base64URL.encoded(secret) }

    /// The message in the body of a request.
    public func open(_ body: [UInt8]) throws -> [UInt8] {
        let key = try P256.KeyAgreement.PrivateKey(rawRepresentation: privateKey)
        let salt = Data(body[..<16])
        #expect(Array(body[16..<20]) == [0, 0, 16, 0])
        #expect(body[20] == 65)
        let sender = Data(body[21..<86])
        let shared = try key.sharedSecretFromKeyAgreement(with: P256.KeyAgreement.PublicKey(x963Representation: sender))
        let first = hmac(Data(secret), shared.withUnsafeBytes { Data($0) })
        let material = hmac(first, Data("WebPush: info\0".utf8) + publicKey + sender + [1])
        let second = hmac(salt, material)
        let contentKey = hmac(second, Data("Content-Encoding: aes128gcm\0\u{1}".utf8)).prefix(16)
        let nonce = hmac(second, Data("Content-Encoding: nonce\0\u{1}".utf8)).prefix(12)
        let box = try AES.GCM.SealedBox(combined: nonce + body[86...])
        var text = Array(try AES.GCM.open(box, using: SymmetricKey(data: contentKey)))
        while text.last == 0 { text.removeLast() }
        #expect(text.popLast() == 2)
        return text
    }

    private func hmac(_ key: Data, _ message: Data) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }
}
