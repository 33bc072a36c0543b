/// The bounds of a connection and of what it takes in.
public struct RedisLimits: Sendable, Equatable {
    /// Commands under way; above, a new one is refused with ``RedisError/overloaded``.
    public var commands = 20_000
    /// Bytes that wait to be sent; above, a new command is refused with ``RedisError/overloaded``.
    public var unsentBytes = 8 << 20
    /// The longest string of a reply, in bytes.
    public var string = 16 << 20
    /// The longest reply, in bytes.
    public var reply = 64 << 20
    /// How deep lists may lie in lists.
    public var depth = 8
    /// How long a reply may take, beside the time for which a command blocks.
    public var reaction: Duration = .seconds(3)
    /// How long connecting and signing in may take.
    public var connecting: Duration = .seconds(3)
    /// The wait before the second try to connect; it doubles with each further one, and the real wait is drawn from its upper half.
    public var firstBackOff: Duration = .milliseconds(50)
    /// No wait is longer.
    public var longestBackOff: Duration = .seconds(2)
    /// How long a connection must have served for the waits to begin anew; one that is lost sooner counts as a try that failed.
    public var steady: Duration = .seconds(5)

    /// The defaults.
    public init() {}
}
