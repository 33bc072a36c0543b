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

    private var groups: [Group] = []
    private var first = 0
    /// How many replies are awaited.
    private(set) var count = 0

    mutating func add(_ commands: Int, deadline: ContinuousClock.Instant, _ completion: @escaping Completion) {
        groups.append(Group(missing: commands, deadline: deadline, completion: completion))
        count += commands
    }

    /// Gives a reply to the group that it belongs to; returns that one when it has all. A reply that nobody awaits breaks the protocol.
    mutating func take(_ reply: RedisValue) throws(RedisError) -> Group? {
        guard first < groups.count else { throw .protocolViolated }
        count -= 1
        groups[first].replies.append(reply)
        groups[first].missing -= 1
        guard groups[first].missing == 0 else { return nil }
        defer {
            first += 1
            if first == groups.count || first > 1024 {
                groups.removeFirst(first)
                first = 0
            }
        }
        return groups[first]
    }

    /// When the oldest must be answered.
    var deadline: ContinuousClock.Instant? {
        first < groups.count ? groups[first].deadline : nil
    }

    /// Takes all out, in order.
    mutating func removeAll() -> [Group] {
        defer {
            groups = []
            first = 0
            count = 0
        }
        return Array(groups[first...])
    }
}
