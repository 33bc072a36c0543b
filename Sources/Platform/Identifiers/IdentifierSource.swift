/// Makes identifiers of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random bits.
///
/// Two made in the same millisecond are in no particular order.
public struct IdentifierSource: Sendable {
    private let clock: WallClock
    private let randomness: Randomness

    /// A source that takes time and random bits from what it is given.
    public init(clock: WallClock = .system, randomness: Randomness = .system) {
        self.clock = clock
        self.randomness = randomness
    }

    /// The next identifier.
    public func next() -> Identifier { make(at: clock.now()) }

    /// An identifier that comes after another one of version 7 in their order, whatever the clock says.
    public func next(after earlier: Identifier) -> Identifier {
        let now = clock.now()
        guard let time = earlier.timestamp else { return make(at: now) }
        return make(at: max(now, Timestamp(milliseconds: time.milliseconds + 1)))
    }

    private func make(at time: Timestamp) -> Identifier {
        let time = UInt64(truncatingIfNeeded: time.milliseconds)
        let random = randomness.words()
        let high = time << 16 | 0x7000 | random.0 & 0x0FFF
        let low = 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF
        return Identifier(high: high, low: low)
    }
}
