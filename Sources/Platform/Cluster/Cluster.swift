import Events
import Identifiers
import Redis
import Sealing
import Synchronization
import Telemetry

/// Joins this process to the others of the installation through Redis: versions, running texts and signals.
///
/// Nothing is promised by it. While Redis is away, or after it has lost everything, devices get what is committed a few seconds later
/// and running texts with the next piece, or whole with their row.
public final class Cluster<Frame: Sendable>: Sendable {
    /// Reads the versions of spaces from the database.
    public typealias VersionReader = @Sendable ([Identifier]) async -> [Identifier: Int64]

    /// How often what may have been lost is read again.
    private let checkInterval: Duration
    private let address: RedisAddress
    private let names: ClusterNames
    private let seal: ClusterSeal
    private let log: Log
    private let commands: RedisConnection
    private let reads: RedisConnection
    private let mirror: TextMirror<Frame>
    private let follower: TextFollower<Frame>
    private let state = Mutex(State())
    private let lost: Counter
    private let checks: AsyncStream<Void>
    private let check: AsyncStream<Void>.Continuation

    private struct State {
        var bus: Bus?
        var subscriber: RedisSubscriber?
        var receive: (@Sendable (ClusterSignal) -> Void)?
        var tasks: [Task<Void, Never>] = []
    }

    /// Begins to connect. What it works for is named by ``start(bus:hub:versions:receive:)``.
    ///
    /// - Parameters:
    ///   - key: known to the processes of this installation alone.
    ///   - encoding: makes the frames of a text that another process writes, from its identifier and its topic.
    public init(
        _ address: RedisAddress, names: ClusterNames, key: DataKey, process: Identifier, clock: WallClock = .system,
        checkInterval: Duration = .seconds(3), metrics: Metrics, log: Log,
        encoding: @escaping @Sendable (Identifier, Identifier) -> StreamEncoding<Frame>
    ) {
        self.address = address
        self.names = names
        self.log = log
        self.checkInterval = checkInterval
        seal = ClusterSeal(key: key)
        let checking = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        (checks, check) = checking
        commands = RedisConnection(address, log: log) { isUp in
            if isUp { checking.continuation.yield() }
        }
        reads = RedisConnection(address, log: log)
        mirror = TextMirror(redis: commands, names: names, seal: seal, process: process, clock: clock, metrics: metrics)
        follower = TextFollower(
            commands: commands, reads: reads, names: names, seal: seal, process: process, encoding: encoding, metrics: metrics)
        lost = metrics.counter(
            "parlance_cluster_notices_lost_total", help: "Versions that were found in the database and had not been announced here.")
        metrics.observe("parlance_redis_up", help: "Whether Redis answers.") { [commands] in commands.isUp ? 1 : 0 }
    }

    /// What a hub is made with, to be joined to those of the others.
    public var relay: StreamRelay {
        StreamRelay(written: { [mirror] in mirror.written($0) }, wanted: { [follower] in follower.wanted($0) })
    }

    /// What a bus is made with.
    public var announce: @Sendable (Identifier, Int64) -> Void {
        { [self] space, version in
            publish(VersionMessage(space: space, version: version).encoded(), on: names.versions)
        }
    }

    /// The connection for commands, for what else is kept in Redis.
    public var redis: RedisConnection { commands }

    /// Begins to work.
    ///
    /// - Parameters:
    ///   - versions: reads from the database at which versions spaces are.
    ///   - receive: hears what other processes signal; called on a connection's thread, must not block.
    public func start(
        bus: Bus, hub: StreamHub<Frame>, versions: @escaping VersionReader, receive: @escaping @Sendable (ClusterSignal) -> Void
    ) {
        mirror.connect(hub)
        let subscriber = RedisSubscriber(
            address, channels: [names.versions, names.signals], log: log
        ) { [check] isUp in
            if isUp { check.yield() }
        } receive: { [self] channel, message in
            take(message, from: String(decoding: channel, as: UTF8.self), bus)
        }
        let tasks = [
            Task { await follower.run(into: hub) },
            Task { await checkUntilCancelled(bus, versions) },
            Task { [check, checkInterval] in
                while !Task.isCancelled {
                    try? await Task.sleep(for: checkInterval)
                    check.yield()
                }
            },
        ]
        state.withLock { state in
            state.receive = receive
            state.subscriber = subscriber
            state.tasks = tasks
        }
    }

    /// Tells all other processes something; gives how many there seem to be, 0 when Redis is away.
    public func signal(_ signal: ClusterSignal) async -> Int {
        guard let sealed = seal.seal(signal.encoded()) else { return 0 }
        let reply = try? await commands.send(RedisCommand("PUBLISH", RedisWord(names.signals), RedisWord(sealed)))
        return Int(max(1, reply?.number ?? 1) - 1)
    }

    /// The same without waiting.
    public func send(_ signal: ClusterSignal) {
        publish(signal.encoded(), on: names.signals)
    }

    /// Leaves the others.
    public func stop() async {
        let (tasks, subscriber) = state.withLock { state in
            defer { state.tasks = [] }
            return (state.tasks, state.subscriber)
        }
        for task in tasks { task.cancel() }
        await subscriber?.close()
        await reads.close()
        await commands.close()
        for task in tasks { await task.value }
    }

    private func publish(_ message: [UInt8], on channel: String) {
        guard let sealed = seal.seal(message) else { return }
        commands.submit([RedisCommand("PUBLISH", RedisWord(channel), RedisWord(sealed))]) { _ in }
    }

    private func take(_ message: [UInt8], from channel: String, _ bus: Bus) {
        guard let content = seal.open(message) else { return }
        if channel == names.versions {
            if let news = VersionMessage(content) { bus.receive(space: news.space, version: news.version) }
        } else if let signal = ClusterSignal(content) {
            state.withLock { $0.receive }?(signal)
        }
    }

    /// Finds what was not announced, and tries again what could not be written.
    private func checkUntilCancelled(_ bus: Bus, _ versions: VersionReader) async {
        for await _ in checks {
            mirror.retry()
            let heard = bus.heard
            guard !heard.isEmpty else { continue }
            for (space, version) in await versions(Array(heard.keys)) {
                if let known = heard[space] ?? nil, version > known { lost.increment() }
                bus.receive(space: space, version: version)
            }
        }
    }
}
