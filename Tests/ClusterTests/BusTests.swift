import Database
import Events
import Identifiers
import JSON
import Redis
import Synchronization
import TestSupport
import Testing

@testable import Cluster

struct ClusterBusTests {
    @Test func aVersionReachesTheOtherProcessAndDoesNotComeBack() async throws {
        let redis = try await TestRedis()
        let (here, there) = try await Node.pair(redis)
        let space = identifiers.next()
        let near = Mutex<[Int64]>([])
        let far = Mutex<[Int64]>([])
        let subscriptions = [
            here.bus.subscribe(to: space) { version in near.withLock { $0.append(version) } },
            there.bus.subscribe(to: space) { version in far.withLock { $0.append(version) } },
        ]
        for version in Int64(1)...50 { here.bus.publish(space: space, version: version) }
        try await until { far.withLock { $0.last } == 50 }
        there.bus.publish(space: space, version: 51)
        try await until { near.withLock { $0.last } == 51 }
        #expect(near.withLock { $0 } == Array(1...51))
        #expect(far.withLock { $0 } == Array(1...51))
        withExtendedLifetime(subscriptions) {}
        await here.stop()
        await there.stop()
    }

    @Test func aVersionThatWasNotAnnouncedIsFoundInTheDatabase() async throws {
        let redis = try await TestRedis()
        let workspace = try await TestWorkspace.open(.postgres)
        let spaces = workspace.spaces
        let node = try Node(redis, key: .init(id: identifiers.next())) { ids in
            (try? await spaces.versions(of: ids)) ?? [:]
        }
        let heard = Mutex<Int64>(0)
        let subscription = node.bus.subscribe(to: workspace.space) { version in heard.withLock { $0 = version } }
        // Another process commits; what it publishes is lost.
        _ = try await workspace.line(of: 2)
        let version = try await workspace.spaces.position(of: workspace.owner).space.version
        try await until { heard.withLock { $0 } == version }
        // While Redis is away too.
        redis.end()
        _ = try await workspace.line(of: 2)
        try await until { heard.withLock { $0 } == version + 1 }
        withExtendedLifetime(subscription) {}
        await node.stop()
    }

    @Test func signalsReachTheOthersAndSayHowManyThereAre() async throws {
        let redis = try await TestRedis()
        let (here, there) = try await Node.pair(redis)
        let signal = ClusterSignal("stop", .string("x"))
        #expect(await here.cluster.signal(signal) == 1)
        try await until { there.signals.withLock { $0.contains(signal) } }
        // What is not sealed with the installation's key is nobody's.
        let heard = there.signals.withLock { $0.count }
        _ = try await here.cluster.redis.send(RedisCommand("PUBLISH", RedisWord(ClusterNames(epoch: "e").signals), "forged"))
        #expect(await here.cluster.signal(ClusterSignal("last", .null)) == 1)
        try await until { there.signals.withLock { $0.last?.name } == "last" }
        #expect(there.signals.withLock { $0.count } == heard + 1)
        redis.end()
        #expect(await here.cluster.signal(signal) == 0)
        await here.stop()
        await there.stop()
    }

    @Test func ofAnOwnerOnlyTheLastEntriesStay() async throws {
        let redis = try await TestRedis()
        let (here, there) = try await Node.pair(redis)
        let names = ClusterNames(epoch: "e")
        func entries(at node: Node, patience: Duration = .seconds(60)) -> RecentEntries {
            RecentEntries(redis: node.cluster.redis, names: names, limit: 3, patience: patience)
        }
        let (entries, others, impatient) = (entries(at: here), entries(at: there), entries(at: here, patience: .milliseconds(100)))
        for number in UInt8(1)...5 { entries.keep("owner", "chat \(number)", [number]) }
        entries.keep("owner", "chat 3", [33])
        // Each process has a connection of its own: what one asked for is done when it has an answer.
        #expect(await entries.load("owner", "chat 2") == nil)
        #expect(await others.load("owner", "chat 3") == [33])
        others.keep("owner", "chat 6", [6])
        #expect(await others.load("owner", "chat 4") == nil)
        #expect(await others.load("owner", "chat 5") == [5])
        entries.remove("owner", "chat 5")
        #expect(await entries.load("owner", "chat 5") == nil)
        redis.pause(true)
        #expect(await impatient.load("owner", "chat 3") == nil)
        redis.pause(false)
        await here.stop()
        await there.stop()
    }
}
