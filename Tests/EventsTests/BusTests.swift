import Events
import Identifiers
import Synchronization
import Testing

@Suite struct BusTests {
    private final class Seen: Sendable {
        private let versions = Mutex<[Int64]>([])
        var all: [Int64] { versions.withLock { $0 } }
        var note: @Sendable (Int64) -> Void {
            { [self] version in versions.withLock { $0.append(version) } }
        }
    }

    @Test func aSubscriberHearsOfItsSpaceAlone() {
        let bus = Bus()
        let (space, other) = (identifiers.next(), identifiers.next())
        let seen = Seen()
        let subscription = bus.subscribe(to: space, seen.note)
        bus.publish(space: space, version: 1)
        bus.publish(space: other, version: 7)
        bus.publish(space: space, version: 2)
        #expect(seen.all == [1, 2])
        subscription.cancel()
    }

    @Test func whatIsNotNewerIsNotTold() {
        let bus = Bus()
        let space = identifiers.next()
        let seen = Seen()
        let subscription = bus.subscribe(to: space, seen.note)
        for version: Int64 in [3, 3, 1, 4, 2] { bus.publish(space: space, version: version) }
        #expect(seen.all == [3, 4])
        subscription.cancel()
    }

    @Test func whoSubscribesLaterIsToldTheNewestVersionAtOnce() {
        let bus = Bus()
        let space = identifiers.next()
        bus.publish(space: space, version: 5)
        let seen = Seen()
        let subscription = bus.subscribe(to: space, seen.note)
        #expect(seen.all == [5])
        subscription.cancel()
    }

    @Test func cancellingOrLettingGoEndsIt() {
        let bus = Bus()
        let space = identifiers.next()
        let seen = Seen()
        let first = bus.subscribe(to: space, seen.note)
        first.cancel()
        do { _ = bus.subscribe(to: space, seen.note) }
        bus.publish(space: space, version: 1)
        #expect(seen.all.isEmpty)
    }

    @Test func forgetsOnlySpacesThatNobodyListensTo() {
        let bus = Bus(spaces: 4)
        let kept = identifiers.next()
        let seen = Seen()
        let subscription = bus.subscribe(to: kept, seen.note)
        for version: Int64 in 1...100 { bus.publish(space: identifiers.next(), version: version) }
        bus.publish(space: kept, version: 1)
        #expect(seen.all == [1])
        subscription.cancel()
    }

    @Test func versionsRiseForEachSubscriberUnderConcurrentPublishers() async {
        let bus = Bus(spaces: 8)
        let space = identifiers.next()
        let counter = Counter()
        let readers = (0..<8).map { _ in Seen() }
        let steady = Seen()
        let subscription = bus.subscribe(to: space, steady.note)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<2_000 {
                        bus.publish(space: space, version: counter.next())
                        bus.publish(space: identifiers.next(), version: 1)
                    }
                }
            }
            for seen in readers {
                group.addTask {
                    for _ in 0..<50 {
                        let subscription = bus.subscribe(to: space, seen.note)
                        await Task.yield()
                        subscription.cancel()
                    }
                }
            }
        }
        // Between two subscriptions of one reader the newest version may be told twice, but never an older one.
        for seen in readers { #expect(zip(seen.all, seen.all.dropFirst()).allSatisfy { $0 <= $1 }) }
        #expect(zip(steady.all, steady.all.dropFirst()).allSatisfy { $0 < $1 })
        #expect(steady.all.last == 8_000)
        subscription.cancel()
    }

    private final class Counter: Sendable {
        private let value = Mutex<Int64>(0)

        func next() -> Int64 {
            value.withLock { value in
                value += 1
                return value
            }
        }
    }
}
