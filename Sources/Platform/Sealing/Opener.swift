import COpenSSL

/// Opens envelopes of one key, one after the other: the cipher's context is set up once, and what is opened is lent from memory that is used
/// again. For one thread.
///
/// It is the system's libcrypto and not swift-crypto, whose opening takes four times as long for a text of usual length, since it sets up a
/// context and copies several times for each (`docs/decisions/0006-opening-with-libcrypto.md`).
final class Opener {
    private let context: OpaquePointer
    private var plain: UnsafeMutableRawBufferPointer

    static let nonceLength = 12
    static let tagLength = 16

    /// An opener for a key of 32 bytes; nil when the library has no memory.
    init?(key: UnsafeRawBufferPointer) {
        guard key.count == 32, let context = EVP_CIPHER_CTX_new() else { return nil }
        guard EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key.baseAddress, nil) == 1 else {
            EVP_CIPHER_CTX_free(context)
            return nil
        }
        self.context = context
        plain = .allocate(byteCount: 256, alignment: 16)
    }

    deinit {
        // Wipes the key with the context.
        EVP_CIPHER_CTX_free(context)
        wipe()
        plain.deallocate()
    }

    /// What was sealed, or nil when it is not authentic. It is valid until the next call.
    ///
    /// - Parameters:
    ///   - sealed: nonce, ciphertext and tag.
    ///   - associated: what is authenticated with them.
    func open(_ sealed: UnsafeRawBufferPointer, associated: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        let length = sealed.count - Self.nonceLength - Self.tagLength
        guard length >= 0, length < Int(Int32.max), let start = sealed.baseAddress else { return nil }
        grow(to: length)
        let ciphertext = start + Self.nonceLength
        var written: Int32 = 0
        guard EVP_DecryptInit_ex(context, nil, nil, nil, start) == 1,
            EVP_DecryptUpdate(context, nil, &written, associated.baseAddress, Int32(associated.count)) == 1,
            length == 0 || EVP_DecryptUpdate(context, plain.baseAddress, &written, ciphertext, Int32(length)) == 1,
            EVP_CIPHER_CTX_ctrl(
                context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagLength), UnsafeMutableRawPointer(mutating: ciphertext + length)) == 1,
            EVP_DecryptFinal_ex(context, plain.baseAddress.map { $0 + length }, &written) == 1
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: plain[..<length])
    }

    private func grow(to length: Int) {
        guard plain.count < length + Self.tagLength else { return }
        wipe()
        plain.deallocate()
        plain = .allocate(byteCount: max(length + Self.tagLength, 2 * plain.count), alignment: 16)
    }

    private func wipe() {
        plain.withMemoryRebound(to: UInt8.self) { $0.update(repeating: 0) }
    }
}
