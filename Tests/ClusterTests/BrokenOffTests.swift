import Events
import Identifiers
import Redis
import Sealing
import TestSupport
import Testing

@testable import Cluster

/// Texts of other processes that do not come to a good end.
struct BrokenOffTests {
    @Test func aTextWhoseEndNeverComesIsGivenUpWithThoseWhoWaitForIt() async throws {
        let redis = try await TestRedis()
        let (dying, reading) = try await Node.pair(redis)
        let id = identifiers.next()
        let writer = try dying.hub.open(id, topic: id, encoding: .test)
        try writer.append("as far as it came")
        let reader = Reader()
        let subscription = reading.hub.subscribe(to: id, from: 0, reader.sink)
        try await until { reader.text() == writer.text }
        await dying.stop()
        // Its row is whole: of the text the device wants no more than the end.
        subscription.finish()
        try await until { reading.hub.count == 0 && reading.hub.heldBytes == 0 }
        #expect(reader.ends.isEmpty)
        await reading.stop()
    }

    @Test func whatAStrangerWritesToRedisStopsNobodyAndKeepsNobodyBusy() async throws {
        let redis = try await TestRedis()
        let (writing, reading) = try await Node.pair(redis)
        let id = identifiers.next()
        let key = ClusterNames(epoch: "e").text(id)
        func write(_ place: String) async throws {
            _ = try await writing.cluster.redis.send(RedisCommand("XADD", key, RedisWord(place), "e", "nonsense"))
        }
        try await write("9223372036854775807-1")
        let reader = Reader()
        _ = reading.hub.subscribe(to: id, from: 0, reader.sink)
        let writer = try writing.hub.open(id, topic: id, encoding: .test)
        try writer.append("begun ")
        try await until { reader.text() == writer.text }
        // Behind all that the writer has written, of its own generation.
        let last = try await writing.cluster.redis.send(RedisCommand("XREVRANGE", key, "+", "-", "COUNT", 1))
        let top = try #require(Position(last.items?.first?.items?.first?.bytes))
        try await write(Position(generation: top.generation, sequence: top.sequence + 10_000).text)
        try writer.append("and gone on with")
        writer.settle("done")
        try await until { reader.ends.count == 1 }
        #expect(reader.text() == writer.text)
        let commands = try await reads(redis, of: writing)
        try await Task.sleep(for: .milliseconds(300))
        #expect(try await reads(redis, of: writing) - commands < 20)
        await writing.stop()
        await reading.stop()
    }

    /// How many XREADs the server was asked for.
    private func reads(_ redis: TestRedis, of node: Node) async throws -> Int {
        let statistics = try await node.cluster.redis.send(RedisCommand("INFO", "commandstats")).bytes ?? []
        let line = String(decoding: statistics, as: UTF8.self).split(separator: "\r\n").first { $0.hasPrefix("cmdstat_xread:") }
        return line?.split(separator: "calls=").last?.split(separator: ",").first.flatMap { Int($0) } ?? 0
    }

    @Test func whereThereIsNoRoomATextBreaksOffWithoutAHole() async throws {
        let redis = try await TestRedis()
        let key = DataKey(id: identifiers.next())
        let writing = try Node(redis, key: key)
        let reading = try Node(redis, key: key, limits: StreamLimits(total: 4_000))
        let (id, other) = (identifiers.next(), identifiers.next())
        let writer = try writing.hub.open(id, topic: id, encoding: .test)
        try writer.append("a piece that fits ")
        let reader = Reader()
        _ = reading.hub.subscribe(to: id, from: 0, reader.sink)
        try await until { reader.text() == writer.text }
        let before = writer.text
        let filling = try reading.hub.open(other, text: [UInt8](repeating: 120, count: 3_960), encoding: .test)
        #expect(throws: StreamError.full) { try reading.hub.open(identifiers.next(), text: before + before, encoding: .test) }
        try writer.append("a piece for which there is no room at all ")
        try await until { reading.hub.heldBytes == 3_960 }
        filling.settle("done")
        try writer.append("and one")
        writer.settle("done")
        // Nothing is joined to what it has: the row brings the text, and whoever begins it anew goes on from there.
        let next = try reading.hub.open(id, topic: id, text: writer.text, encoding: .test)
        next.settle("done")
        #expect(reader.text() == writer.text && reader.ends.count == 1)
        await writing.stop()
        await reading.stop()
    }
}
