/// Why a message cannot be made.
public enum PushError: Error, Sendable, Equatable {
    /// Longer than ``PushMessage/longestPayload``.
    case payloadTooLong
    /// The subscription's key is no point of the curve, or the cipher failed.
    case cipherFailed
}
