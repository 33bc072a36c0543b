import Crypto
import FoundationEssentials
import Identifiers

/// What is made of a key for another purpose than sealing rows: nothing of it says anything of the key, or of what is made for another purpose.
extension DataKey {
    /// A key for one purpose alone, the same each time (HKDF-SHA256, RFC 5869). It has the name of this one.
    public func derived(for purpose: StaticString) -> DataKey {
        let info = Array("parlance key: \(purpose)".utf8)
        let bytes = withKey { key in
            HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: info, outputByteCount: Self.length).withUnsafeBytes { Array($0) }
        }
        // Of the right length by construction; a fresh key instead would only make what is cached unreadable.
        return DataKey(id: id, bytes: bytes) ?? DataKey(id: id)
    }

    /// A name that stands for an identifier where that must not be shown: HMAC-SHA256 (RFC 2104) under this key, 64 hexadecimal digits. Names of
    /// different domains cannot be matched with each other.
    public func pseudonym(of identifier: Identifier, in domain: StaticString) -> String {
        let message = Array("parlance name: \(domain)".utf8) + [0] + identifier.bytes
        let code = withKey { key in Array(HMAC<SHA256>.authenticationCode(for: message, using: key)) }
        return String(decoding: Hexadecimal.encode(code), as: UTF8.self)
    }
}
