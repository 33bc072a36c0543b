import Identifiers
import Synchronization

/// Tells who listens that a space has come to a new version, and nothing else: what changed is read from the database.
///
/// It keeps the newest version of each space, so that who subscribes after having read a position misses nothing in between. Versions may be
/// published in any order and more than once; subscribers see them rise.
public final class Bus: Sendable {
    private struct State {
        var topics: [Identifier: BusTopic] = [:]
        var limit: Int
    }

    private let state: Mutex<State>
    private let limit: Int
    private let relay: (@Sendable (Identifier, Int64) -> Void)?

    /// A bus of one process.
    ///
    /// - Parameters:
    ///   - spaces: how many spaces are kept. Above it those that nobody listens to are forgotten, which only means that their
    ///     next subscriber is not called before the next version.
    ///   - relay: hands what this process publishes to the buses of other processes; nil when there are none. It must not block.
    public init(spaces limit: Int = 65_536, relay: (@Sendable (Identifier, Int64) -> Void)? = nil) {
        self.limit = limit
        self.relay = relay
        state = Mutex(State(limit: limit))
    }

    /// Announces a committed version. What is not above the newest known one changes nothing.
    public func publish(space: Identifier, version: Int64) {
        receive(space: space, version: version)
        relay?(space, version)
    }

    /// Takes in a version that another process has committed: as ``publish(space:version:)``, but it is not handed on.
    public func receive(space: Identifier, version: Int64) {
        while !topic(of: space).publish(version) {}
    }

    /// The newest version that is known of a space; nil when none is.
    public func newest(of space: Identifier) -> Int64? {
        state.withLock { $0.topics[space] }?.newest
    }

    /// The spaces that somebody listens to, with the newest version known of each.
    public var heard: [Identifier: Int64?] {
        let topics = state.withLock { $0.topics }
        return topics.compactMapValues { topic in topic.newestWhenHeard }
    }

    /// Listens to a space: called at once with the newest version known, if there is one, then with each higher one, in order.
    ///
    /// - Parameter notify: called on the publisher's thread. It must neither block nor call the bus.
    /// - Returns: what ends the subscription, by ``BusSubscription/cancel()`` or by being let go.
    public func subscribe(to space: Identifier, _ notify: @escaping @Sendable (Int64) -> Void) -> BusSubscription {
        while true {
            let topic = topic(of: space)
            if let number = topic.add(notify) { return BusSubscription(topic: topic, number: number) }
        }
    }

    private func topic(of space: Identifier) -> BusTopic {
        state.withLock { state in
            if let known = state.topics[space] { return known }
            if state.topics.count >= state.limit {
                state.topics = state.topics.filter { !$0.value.retire() }
                state.limit = max(limit, state.topics.count * 2)
            }
            let topic = BusTopic()
            state.topics[space] = topic
            return topic
        }
    }
}

/// Keeps a subscription to a space alive.
public final class BusSubscription: Sendable {
    private let topic: BusTopic
    private let number: UInt64

    init(topic: BusTopic, number: UInt64) {
        self.topic = topic
        self.number = number
    }

    deinit { topic.remove(number) }

    /// Ends it: once this returns, the callback is not running and is not called again.
    public func cancel() {
        topic.remove(number)
    }
}
