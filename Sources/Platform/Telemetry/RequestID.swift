import Identifiers
import JSON

/// Names one request, socket or run in logs and in problems: 128 random bits as 26 characters of Crockford's base 32, lower case.
///
/// It is always made here and never taken from a client, so that it may be logged as it is.
public struct RequestID: Hashable, Sendable, CustomStringConvertible {
    /// The 26 characters.
    public let text: String

    /// A fresh one.
    public init(from randomness: Randomness = .system) {
        let words = randomness.words()
        text = String(unsafeUninitializedCapacity: 26) { buffer in
            let alphabet: StaticString = "0123456789abcdefghjkmnpqrstvwxyz"
            var (high, low) = words
            alphabet.withUTF8Buffer { letters in
                for place in stride(from: 25, through: 0, by: -1) {
                    buffer[place] = letters[Int(low & 31)]
                    low = low >> 5 | high << 59
                    high >>= 5
                }
            }
            return 26
        }
    }

    /// The 26 characters.
    public var description: String { text }
}

extension RequestID: JSONWritable {
    /// Writes the 26 characters.
    public func write(into writer: inout JSONWriter) {
        writer.value(text)
    }
}
