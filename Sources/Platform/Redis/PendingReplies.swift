/// What is under way on a connection: who waits for which of the replies, which come in the order of the commands.
struct PendingReplies: Sendable {
    typealias Completion = @Sendable (Result<[RedisValue], RedisError>) -> Void

    /// A group of commands that were sent together and are answered together.
    struct Group: Sendable {
        var missing: Int
        var replies: [RedisValue] = []
        let deadline: ContinuousClock.Instant
        let completion: Completion
    }

    /// The oldest, in reverse order, and behind them the rest, so that nothing moves when one is taken or added.
    private var front: [Group] = []
    private var back: [Group] = []
    /// How many replies are awaited.
    private(set) var count = 0

    mutating func add(_ commands: Int, deadline: ContinuousClock.Instant, _ completion: @escaping Completion) {
        back.append(Group(missing: commands, deadline: deadline, completion: completion))
        count += commands
    }

    /// Gives a reply to the group that it belongs to; returns that one when it has all. A reply that nobody awaits breaks the protocol.
    mutating func take(_ reply: RedisValue) throws(RedisError) -> Group? {
        if front.isEmpty { (front, back) = (back.reversed(), []) }
        guard var group = front.popLast() else { throw .protocolViolated }
        count -= 1
        group.replies.append(reply)
        group.missing -= 1
        guard group.missing > 0 else { return group }
        front.append(group)
        return nil
    }

    /// When the oldest must be answered.
    var deadline: ContinuousClock.Instant? {
        (front.last ?? back.first)?.deadline
    }

    /// Takes all out, in order.
    mutating func removeAll() -> [Group] {
        defer { self = PendingReplies() }
        return front.reversed() + back
    }
}
