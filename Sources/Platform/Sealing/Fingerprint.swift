import Crypto
import Identifiers

/// Identifiers that follow from what they name, so that whoever asks the same thing again gets the same identifier.
public enum Fingerprint {
    /// The identifier of these parts in this order: the first 128 bits of SHA-256 over them, each with its length before it, marked as a UUID
    /// of version 8 (RFC 9562, 5.8).
    public static func identifier(of parts: String...) -> Identifier {
        var hash = SHA256()
        for part in parts {
            hash.update(data: Array("\(part.utf8.count):".utf8))
            hash.update(data: Array(part.utf8))
        }
        var words: [UInt64] = [0, 0]
        for (place, byte) in hash.finalize().prefix(16).enumerated() { words[place / 8] = words[place / 8] << 8 | UInt64(byte) }
        return Identifier(high: words[0] & ~0xF000 | 0x8000, low: words[1] & ~(0b11 << 62) | 0b10 << 62)
    }
}
