import Events
import Identifiers
import Redis
import TestSupport
import Testing

@testable import Cluster

struct FollowingTests {
    @Test func anAnswerIsFollowedAtAnotherProcessFromAnyOffset() async throws {
        let redis = try await TestRedis()
        let (writing, reading) = try await Node.pair(redis)
        let id = identifiers.next()
        let writer = try writing.hub.open(id, topic: identifiers.next(), text: [UInt8]("Début "), encoding: .test)
        let readers = [nil, 0, 3, 6].map { offset in
            let reader = Reader()
            return (offset, reader, reading.hub.subscribe(to: id, from: offset, reader.sink))
        }
        for number in 0..<200 { try writer.append("é\(number) ") }
        try await until { readers.allSatisfy { $0.1.text(from: $0.0 ?? 7)?.isEmpty == false } }
        let late = Reader()
        _ = reading.hub.subscribe(to: id, from: 100, late.sink)
        for number in 200..<400 { try writer.append("é\(number) ") }
        writer.settle("done")
        let whole = writer.text
        try await until { (readers.map(\.1) + [late]).allSatisfy { $0.ends == [.settled("done", length: whole.count)] } }
        for (offset, reader, _) in readers {
            // An offset within a character goes back to its start, as in one process.
            let start = offset.map { $0 == 2 ? 1 : $0 } ?? 7
            #expect(reader.text(from: start) == Array(whole[start...]))
        }
        let start = UTF8.isContinuation(whole[100]) ? 99 : 100
        #expect(late.text(from: start) == Array(whole[start...]))
        await writing.stop()
        await reading.stop()
    }

    @Test func nothingIsLostWhenRedisIsFlushedOrRestartedEmptyInTheMiddle() async throws {
        let redis = try await TestRedis()
        let (writing, reading) = try await Node.pair(redis)
        let id = identifiers.next()
        let writer = try writing.hub.open(id, topic: identifiers.next(), encoding: .test)
        let reader = Reader()
        _ = reading.hub.subscribe(to: id, from: 0, reader.sink)
        func caughtUp() async throws {
            try await until { reader.text() == writer.text }
        }
        try writer.append("before ")
        try await caughtUp()
        _ = try await writing.cluster.redis.send(RedisCommand("FLUSHALL"))
        try writer.append("flushed ")
        try await caughtUp()
        redis.end()
        for _ in 0..<50 { try writer.append("written while it was away ") }
        try await redis.start()
        try await caughtUp()
        _ = try await writing.cluster.redis.send(RedisCommand("FLUSHALL"))
        // Who comes now finds the whole text, although nothing more is written.
        let late = Reader()
        let newcomer = try Node(redis, key: writing.key)
        _ = newcomer.hub.subscribe(to: id, from: 0, late.sink)
        try await until { late.text() == writer.text }
        writer.settle("done")
        try await until { reader.ends.count == 1 && late.ends.count == 1 }
        for node in [writing, reading, newcomer] { await node.stop() }
    }

    @Test func piecesOfManyTextsArriveWhileRedisIsKilledAgainAndAgain() async throws {
        let redis = try await TestRedis()
        let (writing, reading) = try await Node.pair(redis)
        let texts = try (0..<20).map { _ in
            let id = identifiers.next()
            let reader = Reader()
            let writer = try writing.hub.open(id, topic: id, encoding: .test)
            try writer.append("begun ")
            return (writer, reader, reading.hub.subscribe(to: id, from: 0, reader.sink))
        }
        // The end of a text is told to who has its beginning; to others, the row brings both.
        try await until { texts.allSatisfy { $0.1.text() == $0.0.text } }
        for round in 0..<4 {
            for piece in 0..<25 {
                for (writer, _, _) in texts { try writer.append("\(round)/\(piece) ") }
                if piece == 12 { redis.end() }
                await Task.yield()
            }
            try await redis.start()
        }
        for (writer, _, _) in texts { writer.settle("done") }
        try await until { texts.allSatisfy { $0.1.ends.count == 1 } }
        for (writer, reader, _) in texts { #expect(reader.text() == writer.text) }
        await writing.stop()
        await reading.stop()
    }

    @Test func aTextThatEndedBeforeAnybodyLookedIsLeftToTheRow() async throws {
        let redis = try await TestRedis()
        let (writing, reading) = try await Node.pair(redis)
        let (id, later) = (identifiers.next(), identifiers.next())
        let (reader, further) = (Reader(), Reader())
        let writer = try writing.hub.open(id, topic: id, encoding: .test)
        try writer.append("whole before anybody could look")
        writer.settle("stopped")
        let entries = RedisCommand("XLEN", ClusterNames(epoch: "e").text(id))
        try await until { try await writing.cluster.redis.send(entries).number == 2 }
        _ = reading.hub.subscribe(to: id, from: 0, reader.sink)
        // What is written after it is followed, and the ended text again once it is gone on with.
        _ = reading.hub.subscribe(to: later, from: 0, further.sink)
        let afterwards = try writing.hub.open(later, topic: id, text: [UInt8]("all"), encoding: .test)
        try afterwards.append(" of it")
        try await until { further.text() == [UInt8]("all of it") }
        #expect(reader.ends.isEmpty && reader.text() == [])
        let next = try writing.hub.open(id, topic: id, text: writer.text, encoding: .test)
        try next.append(", and more")
        next.settle("done")
        try await until { reader.ends.count == 1 }
        #expect(reader.text() == next.text && reader.ends == [.settled("done", length: next.text.count)])
        afterwards.settle("done")
        await writing.stop()
        await reading.stop()
    }

    @Test func anAnswerWhoseProcessDiedIsEndedByTheOneThatTakesItOver() async throws {
        let redis = try await TestRedis()
        let (dying, reading) = try await Node.pair(redis)
        let heir = try Node(redis, key: dying.key)
        let (id, other) = (identifiers.next(), identifiers.next())
        let (reader, further) = (Reader(), Reader())
        _ = reading.hub.subscribe(to: id, from: 0, reader.sink)
        _ = reading.hub.subscribe(to: other, from: 0, further.sink)
        let dead = [try dying.hub.open(id, topic: id, encoding: .test), try dying.hub.open(other, topic: id, encoding: .test)]
        try dead[0].append("as far as")
        try dead[1].append("as far as it came")
        try await until { reader.text() == dead[0].text && further.text() == dead[1].text }
        await dying.stop()
        for text in [other, id] {
            try heir.hub.open(text, topic: id, text: [UInt8]("as far as"), encoding: .test).settle("interrupted")
        }
        try await until { reader.ends == [.settled("interrupted", length: 9)] }
        // Who has read more than was kept learns of the end from the row: the text that it holds has not ended so.
        #expect(further.text() == dead[1].text && further.ends.isEmpty)
        // And it may be gone on with at the process whose devices read it.
        let next = try reading.hub.open(id, topic: id, text: [UInt8]("as far as"), encoding: .test)
        try next.append(" it goes")
        next.settle("done")
        #expect(reader.text() == next.text && reader.ends.last == .settled("done", length: 17))
        await heir.stop()
        await reading.stop()
    }

    @Test func whatTheProcessItselfGoesOnWithIsNotToldAgain() async throws {
        let redis = try await TestRedis()
        let (writing, reading) = try await Node.pair(redis)
        let (id, other) = (identifiers.next(), identifiers.next())
        let (reader, further) = (Reader(), Reader())
        _ = reading.hub.subscribe(to: id, from: 0, reader.sink)
        _ = reading.hub.subscribe(to: other, from: 0, further.sink)
        let first = try writing.hub.open(id, topic: id, encoding: .test)
        try first.append("as far as")
        try await until { reader.text() == first.text }
        let next = try reading.hub.open(id, topic: id, text: first.text, encoding: .test)
        try next.append(" it goes")
        next.settle("done")
        // What it wrote is in Redis, where it follows the text, and is read before what is written later.
        let last = RedisCommand("XREVRANGE", ClusterNames(epoch: "e").text(id), "+", "-", "COUNT", 1)
        try await until {
            try await reading.cluster.redis.send(last).items?.first?.items?.first?.bytes.flatMap { Position($0) }?.isEnd == true
        }
        let later = try writing.hub.open(other, topic: other, encoding: .test)
        for piece in ["later", " and later"] {
            try later.append(piece)
            try await until { further.text() == later.text }
        }
        #expect(reader.text() == next.text && reader.ends == [.settled("done", length: 17)])
        first.settle("interrupted")
        later.settle("done")
        await writing.stop()
        await reading.stop()
    }

    @Test func aReaderThatIsAheadOfTheMirrorGetsNothingTwice() async throws {
        let hub = StreamHub<TestFrame>(relay: StreamRelay(written: { _ in }, wanted: { _ in }))
        let id = identifiers.next()
        let reader = Reader()
        // It has read ten bytes at the process that writes, and comes here, where eight of them are known.
        _ = hub.subscribe(to: id, from: 10, reader.sink)
        let mirror = try hub.mirror(id, topic: nil, text: [UInt8]("01234567"), opened: 0, encoding: .test)
        try mirror.append("8")
        #expect(reader.text(from: 10) == [])
        try mirror.append("9a")
        try mirror.append("b")
        #expect(reader.text(from: 10) == [UInt8]("ab"))
        mirror.settle("done")
        #expect(reader.ends.count == 1)
    }

    @Test func whatNobodyReadsAnyMoreIsGivenUp() async throws {
        let redis = try await TestRedis()
        let (writing, reading) = try await Node.pair(redis)
        let id = identifiers.next()
        let writer = try writing.hub.open(id, topic: id, encoding: .test)
        try writer.append("some text")
        let reader = Reader()
        let subscription = reading.hub.subscribe(to: id, from: 0, reader.sink)
        try await until { reader.text() == writer.text }
        subscription.cancel()
        try await until { reading.hub.count == 0 && reading.hub.heldBytes == 0 }
        // Until somebody does again.
        let again = Reader()
        _ = reading.hub.subscribe(to: id, from: 0, again.sink)
        try await until { again.text() == writer.text }
        await writing.stop()
        await reading.stop()
    }

    @Test func redisHoldsNoTextInTheClear() async throws {
        let redis = try await TestRedis()
        let (writing, reading) = try await Node.pair(redis)
        let id = identifiers.next()
        let writer = try writing.hub.open(id, topic: id, encoding: .test)
        try writer.append("nobody must read this")
        let reader = Reader()
        _ = reading.hub.subscribe(to: id, from: 0, reader.sink)
        try await until { reader.text() == writer.text }
        let key = ClusterNames(epoch: "e").text(id)
        let stored = try await writing.cluster.redis.send(RedisCommand("DUMP", key)).bytes ?? []
        #expect(stored.count > 21 && !String(decoding: stored, as: UTF8.self).contains("nobody"))
        // Another installation on the same server, with another key, reads nothing of it.
        let stranger = try Node(redis, key: .init(id: identifiers.next()))
        let blind = Reader()
        _ = stranger.hub.subscribe(to: id, from: 0, blind.sink)
        try writer.append(" nor this")
        try await until { reader.text() == writer.text }
        #expect(blind.text() == [])
        for node in [writing, reading, stranger] { await node.stop() }
    }
}
