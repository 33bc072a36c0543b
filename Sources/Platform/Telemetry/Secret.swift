/// A value that must never be shown: a provider's key, a password, a token.
///
/// It has no text form: descriptions, reflection and logs give `[redacted]`. The value is reached only within `withValue`.
public struct Secret: Sendable {
    private let value: String

    /// Takes a secret in.
    public init(_ value: String) {
        self.value = value
    }

    /// Takes in a secret that is UTF-8 bytes; nil when it is not.
    public init?(_ bytes: [UInt8]) {
        guard let value = String(validating: bytes, as: UTF8.self) else { return nil }
        self.value = value
    }

    /// Lends the value. What `body` returns should not hold it.
    public func withValue<Result, Failure: Error>(_ body: (String) throws(Failure) -> Result) throws(Failure) -> Result {
        try body(value)
    }

    /// Whether it is empty.
    public var isEmpty: Bool { value.isEmpty }

    /// Whether it equals a candidate, in a time that depends on the length only.
    public func matches(_ candidate: String) -> Bool {
        let (known, offered) = (Array(value.utf8), Array(candidate.utf8))
        guard known.count == offered.count else { return false }
        var difference: UInt8 = 0
        for place in known.indices { difference |= known[place] ^ offered[place] }
        return difference == 0
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `[redacted]`.
    public var description: String { "[redacted]" }
    /// `[redacted]`.
    public var debugDescription: String { "[redacted]" }
    /// Nothing of the value.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
