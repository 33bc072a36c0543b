import Redis
import Synchronization

/// Keeps a few sealed values of each owner in Redis, those that were kept last, for as long as they are used.
///
/// It is a cache: what is not there, or does not come at once, is missing. Names and values are the caller's; they say nothing to who reads them.
public struct RecentEntries: Sendable {
    private let redis: RedisConnection
    private let names: ClusterNames
    private let limit: Int
    private let keepMilliseconds: Int
    private let patience: Duration

    /// Entries of an installation.
    ///
    /// - Parameters:
    ///   - limit: how many an owner has.
    ///   - keep: how long an owner's entries stay after the last of them was kept.
    ///   - patience: how long a reader waits: the database is not slower.
    public init(
        redis: RedisConnection, names: ClusterNames, limit: Int, keep: Duration = .seconds(86_400), patience: Duration = .milliseconds(100)
    ) {
        self.redis = redis
        self.names = names
        self.limit = limit
        keepMilliseconds = Int(keep / .milliseconds(1))
        self.patience = patience
    }

    /// A value, if it is there and comes at once.
    public func load(_ owner: String, _ entry: String) async -> [UInt8]? {
        let answer = FirstAnswer()
        let alarm = Task { [patience] in
            try? await Task.sleep(for: patience)
            answer.give(nil)
        }
        defer { alarm.cancel() }
        redis.submit([RedisCommand("HGET", names.chats(owner), RedisWord(entry))]) { outcome in
            answer.give(try? outcome.get().first?.bytes)
        }
        return await answer.value
    }

    /// Keeps a value as the newest of its owner, and drops what is above the limit; in one step, so that it holds for several processes too.
    public func keep(_ owner: String, _ entry: String, _ value: [UInt8]) {
        let script: RedisWord = """
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            local last = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')
            redis.call('ZADD', KEYS[2], (tonumber(last[2]) or 0) + 1, ARGV[1])
            for _, old in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1 - tonumber(ARGV[3]))) do
              redis.call('HDEL', KEYS[1], old)
              redis.call('ZREM', KEYS[2], old)
            end
            redis.call('PEXPIRE', KEYS[1], ARGV[4])
            redis.call('PEXPIRE', KEYS[2], ARGV[4])
            """
        redis.submit([
            RedisCommand(
                "EVAL", script, 2, names.chats(owner), names.order(owner), RedisWord(entry), RedisWord(value), RedisWord(limit),
                RedisWord(keepMilliseconds))
        ]) { _ in }
    }

    /// Removes a value.
    public func remove(_ owner: String, _ entry: String) {
        redis.submit([
            RedisCommand("HDEL", names.chats(owner), RedisWord(entry)), RedisCommand("ZREM", names.order(owner), RedisWord(entry)),
        ]) { _ in }
    }
}

/// The first of several answers.
private final class FirstAnswer: Sendable {
    private enum State {
        case open(CheckedContinuation<[UInt8]?, Never>?)
        case given([UInt8]?)
    }

    private let state = Mutex(State.open(nil))

    func give(_ value: [UInt8]?) {
        let waiting = state.withLock { state -> CheckedContinuation<[UInt8]?, Never>? in
            guard case .open(let waiting) = state else { return nil }
            state = .given(value)
            return waiting
        }
        waiting?.resume(returning: value)
    }

    var value: [UInt8]? {
        get async {
            await withCheckedContinuation { continuation in
                let given = state.withLock { state -> [UInt8]?? in
                    if case .given(let value) = state { return .some(value) }
                    state = .open(continuation)
                    return nil
                }
                if let given { continuation.resume(returning: given) }
            }
        }
    }
}
