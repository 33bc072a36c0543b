/// Where random bits come from. Injected, so that a test can draw the same ones again.
public struct Randomness: Sendable {
    private let word: @Sendable () -> UInt64

    /// Takes 64 bits at a time from `word`.
    public init(word: @escaping @Sendable () -> UInt64) {
        self.word = word
    }

    /// The operating system's cryptographic generator (`getrandom`).
    public static let system = Randomness {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    /// That many random bytes.
    public func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            withUnsafeBytes(of: word()) { bytes.append(contentsOf: $0.prefix(count - bytes.count)) }
        }
        return bytes
    }

    /// 128 random bits.
    public func words() -> (UInt64, UInt64) {
        (word(), word())
    }

    /// A number in the range, each as likely; for waits and choices, such as the random part of a back-off.
    public func number(in range: ClosedRange<Int>) -> Int {
        var generator = Generator(word: word)
        return Int.random(in: range, using: &generator)
    }

    private struct Generator: RandomNumberGenerator {
        let word: @Sendable () -> UInt64
        func next() -> UInt64 { word() }
    }
}
