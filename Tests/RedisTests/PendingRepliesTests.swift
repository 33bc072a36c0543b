import Testing

@testable import Redis

struct PendingRepliesTests {
    private func take(_ number: Int64, _ pending: inout PendingReplies) throws -> [RedisValue]? {
        try pending.take(.integer(number))?.replies
    }

    @Test func repliesGoToTheirGroupsInTheOrderOfTheCommands() throws {
        var pending = PendingReplies()
        let now = ContinuousClock.now
        for (size, seconds) in [(1, 3), (2, 4), (1, 5)] { pending.add(size, deadline: now + .seconds(seconds)) { _ in } }
        #expect(pending.count == 4)
        #expect(pending.deadline == now + .seconds(3))
        #expect(try take(1, &pending) == [.integer(1)])
        #expect(pending.deadline == now + .seconds(4))
        #expect(try take(2, &pending) == nil)
        pending.add(1, deadline: now + .seconds(6)) { _ in }
        #expect(try take(3, &pending) == [.integer(2), .integer(3)])
        #expect(pending.count == 2)
        #expect(pending.removeAll().map(\.deadline) == [now + .seconds(5), now + .seconds(6)])
        #expect(pending.count == 0)
        #expect(throws: RedisError.protocolViolated) { try take(4, &pending) }
    }

    @Test func whatWasAnsweredIsKeptNoLongerThoughMoreIsUnderWay() throws {
        final class Caller: Sendable {}
        weak var caller: Caller?
        var pending = PendingReplies()
        do {
            let asking = Caller()
            caller = asking
            pending.add(1, deadline: .now) { _ in _ = asking }
        }
        pending.add(1, deadline: .now) { _ in }
        #expect(caller != nil)
        _ = try take(1, &pending)
        #expect(caller == nil)
        #expect(pending.count == 1)
    }
}
