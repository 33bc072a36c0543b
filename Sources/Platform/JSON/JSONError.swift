/// Why bytes are not JSON. It carries a place and never a piece of the input, so that it may be logged.
public struct JSONError: Error, Sendable, Equatable {
    /// What is wrong at that place.
    public enum Reason: String, Sendable {
        case unexpectedEnd, unexpectedByte, trailingBytes, tooDeep, duplicateKey
        case invalidUTF8, invalidEscape, loneSurrogate, controlCharacter, invalidNumber
    }

    /// What is wrong.
    public let reason: Reason
    /// The byte at which it was seen, counted from 0.
    public let offset: Int

    /// An error at that place.
    public init(reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}
