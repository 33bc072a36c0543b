import Identifiers

/// A wrapped key is an envelope like any other: sealed with the key above it, bound to the row that it belongs to, holding the key's id
/// (16 bytes) and the key (32 bytes).
extension DataKey {
    /// This key as an envelope that `wrapping` opens.
    func wrapped(by wrapping: DataKey, as row: RowIdentity) throws(SealingError) -> [UInt8] {
        var key = copyOfBytes()
        var content = id.bytes + key
        defer {
            key.wipe()
            content.wipe()
        }
        return try wrapping.seal(content, as: row)
    }

    /// The key in an envelope that this key has wrapped.
    func unwrap(_ envelope: [UInt8], as row: RowIdentity) throws(SealingError) -> DataKey {
        var content = try open(envelope, as: row)
        defer { content.wipe() }
        guard content.count == 16 + DataKey.length, let id = Identifier(bytes: Array(content[..<16])),
            let key = DataKey(id: id, bytes: content[16...])
        else { throw .malformed }
        return key
    }
}
