import Identifiers

/// Why something cannot be sealed or opened. It never holds key material or text.
public enum SealingError: Error, Sendable, Equatable {
    /// Too short to be an envelope, or a wrapped key of the wrong length.
    case malformed
    /// Written by another version of the program: the first byte is this one.
    case unknownVersion(UInt8)
    /// Sealed with a key that is not at hand; its id.
    case unknownKey(Identifier)
    /// The bytes were changed, or belong to another row, or another key has this id.
    case notAuthentic
    /// What was sealed is not UTF-8.
    case notText
    /// The cipher refused to seal; possible for texts above 64 GiB only.
    case cipherFailed
    /// The key service, when it is another machine, does not answer.
    case serviceUnavailable
}
