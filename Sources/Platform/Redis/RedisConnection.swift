import Identifiers
import Telemetry

/// A connection for commands: pipelined, bounded, and back by itself after it was lost.
///
/// Commands of one caller are carried out in their order. While the server is away each fails at once with ``RedisError/unavailable``; those
/// under way when it goes fail with ``RedisError/lost``. A command that blocks (`XREAD BLOCK`) holds up those behind it: it gets a
/// connection of its own.
public final class RedisConnection: Sendable {
    private let link: RedisLink

    /// Begins to connect.
    ///
    /// - Parameter onChange: called with true when commands are taken, with false when no longer; on the connection's thread, in order.
    public init(
        _ address: RedisAddress, limits: RedisLimits = RedisLimits(), randomness: Randomness = .system, log: Log,
        onChange: @escaping @Sendable (Bool) -> Void = { _ in }
    ) {
        link = RedisLink(address, mode: .commands, limits: limits, randomness: randomness, log: log, onChange: onChange)
    }

    /// Whether commands are taken now.
    public var isUp: Bool { link.isUp }

    /// Whether replies are awaited.
    var isWaiting: Bool { link.isWaiting }

    /// Sends a command and waits for its reply, which may be ``RedisValue/error(_:)``.
    ///
    /// - Parameter blocking: how long the command itself may wait on the server.
    public func send(_ command: RedisCommand, blocking: Duration = .zero) async throws(RedisError) -> RedisValue {
        let outcome = await withCheckedContinuation { continuation in
            link.submit([command], blocking: blocking) { continuation.resume(returning: $0) }
        }
        return try outcome.get().first ?? .null
    }

    /// Sends commands together, without waiting. Their replies come together too, on the connection's thread, where `completion` must not
    /// block; when they were not sent it is called at once, on the caller's.
    public func submit(
        _ commands: [RedisCommand], _ completion: @escaping @Sendable (Result<[RedisValue], RedisError>) -> Void
    ) {
        link.submit(commands, blocking: .zero, completion)
    }

    /// Ends it; commands under way fail with ``RedisError/closed``.
    public func close() async { await link.close() }
}

/// A connection that receives the messages of channels. What is published while it is not connected is lost.
public final class RedisSubscriber: Sendable {
    private let link: RedisLink

    /// Begins to connect.
    ///
    /// - Parameters:
    ///   - onChange: called with true when all channels are heard, with false when no longer; on the connection's thread, in order.
    ///   - receive: called on the connection's thread; must not block.
    public init(
        _ address: RedisAddress, channels: [String], limits: RedisLimits = RedisLimits(), randomness: Randomness = .system, log: Log,
        onChange: @escaping @Sendable (Bool) -> Void = { _ in },
        receive: @escaping @Sendable (_ channel: [UInt8], _ message: [UInt8]) -> Void
    ) {
        link = RedisLink(
            address, mode: .channels(channels, receive: receive), limits: limits, randomness: randomness, log: log, onChange: onChange)
    }

    /// Whether the channels are heard now.
    public var isUp: Bool { link.isUp }

    /// Ends it.
    public func close() async { await link.close() }
}
