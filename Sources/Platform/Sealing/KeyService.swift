import Identifiers

/// What holds the keys at the top: a key file, or a machine made for it (Vault Transit). It wraps the keys of spaces; the keys of chats are
/// wrapped by those without it.
public protocol KeyService: Sendable {
    /// Wraps a key, bound to the value that the result will be stored in.
    func wrap(_ key: DataKey, as row: RowIdentity) async throws(SealingError) -> [UInt8]

    /// The key in what `wrap` gave for the same value.
    func unwrap(_ wrapped: [UInt8], as row: RowIdentity) async throws(SealingError) -> DataKey

    /// Whether it is wrapped with the newest key. What is not should be unwrapped and wrapped again after a rotation.
    func isCurrent(_ wrapped: [UInt8]) -> Bool
}
