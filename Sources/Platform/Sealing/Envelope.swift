import Identifiers

/// The layout of what is stored for a sealed text:
///
///     version (1 byte, 1) | key id (16) | nonce (12) | ciphertext (as long as the text) | tag (16)
///
/// Version 1 is AES-256-GCM (NIST SP 800-38D) with a random nonce; version and key id are authenticated, then the row's identity.
public enum Envelope {
    /// The version that is written.
    public static let version: UInt8 = 1
    /// How many bytes an envelope is longer than its text.
    public static let overhead = 45

    static let headerLength = 17
    private static let shortest = overhead

    /// The id of the key that an envelope was sealed with.
    public static func keyID(_ envelope: [UInt8]) throws(SealingError) -> Identifier {
        try envelope.withUnsafeBytes { header(of: $0) }.get()
    }

    /// The key's id, where the bytes have the form of an envelope of this version.
    static func header(of envelope: UnsafeRawBufferPointer) -> Result<Identifier, SealingError> {
        guard let version = envelope.first else { return .failure(.malformed) }
        guard version == Self.version else { return .failure(.unknownVersion(version)) }
        guard envelope.count >= shortest, let key = Identifier(UnsafeRawBufferPointer(rebasing: envelope[1..<headerLength])) else {
            return .failure(.malformed)
        }
        return .success(key)
    }
}
