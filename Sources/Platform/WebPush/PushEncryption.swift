import Crypto
import FoundationEssentials

/// Encrypts a message for a browser, which the push service between cannot read (RFC 8291), as one record of `aes128gcm` (RFC 8188).
enum PushEncryption {
    /// Every push service takes a body of 4,096 bytes (RFC 8030, 7.2), so that is the record size too.
    static let recordSize = 4096
    private static let headerSize = 16 + 4 + 1 + 65

    /// The longest plain text: without the header, the delimiter and the tag.
    static let longestPlainText = recordSize - headerSize - 1 - 16

    /// The body of the request.
    ///
    /// - Parameters:
    ///   - key: the server's half of the key agreement; a fresh one for each message.
    ///   - salt: 16 random bytes; fresh for each message.
    ///   - length: the plain text is filled up to this length, so that the ciphertext's does not tell it.
    static func encrypt(
        _ text: [UInt8], for subscription: PushSubscription, key: P256.KeyAgreement.PrivateKey, salt: [UInt8], paddedTo length: Int = 0
    ) throws(PushError) -> [UInt8] {
        guard text.count <= longestPlainText else { throw .payloadTooLong }
        do {
            let browser = try P256.KeyAgreement.PublicKey(x963Representation: subscription.publicKey)
            let own = Array(key.publicKey.x963Representation)
            // RFC 8291, 3.3 and 3.4.
            let material = try key.sharedSecretFromKeyAgreement(with: browser).hkdfDerivedSymmetricKey(
                using: SHA256.self, salt: Data(subscription.secret),
                sharedInfo: Data("WebPush: info\0".utf8) + subscription.publicKey + own, outputByteCount: 32)
            // RFC 8188, 2.2 and 2.3.
            let contentKey = derived(material, salt, "Content-Encoding: aes128gcm\0", 16)
            let nonce = derived(material, salt, "Content-Encoding: nonce\0", 12).withUnsafeBytes { Data($0) }
            // The delimiter of a last record, then padding (RFC 8188, 2).
            let padding = max(0, min(length, longestPlainText) - text.count)
            let record = Data(text) + [2] + [UInt8](repeating: 0, count: padding)
            let sealed = try AES.GCM.seal(record, using: contentKey, nonce: AES.GCM.Nonce(data: nonce))
            var body = salt
            body += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: recordSize >> $0) }
            body.append(UInt8(own.count))
            body += own
            body += sealed.ciphertext
            body += sealed.tag
            return body
        } catch {
            throw .cipherFailed
        }
    }

    private static func derived(_ material: SymmetricKey, _ salt: [UInt8], _ info: StaticString, _ count: Int) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: material, salt: Data(salt), info: Data(info.description.utf8), outputByteCount: count)
    }
}
