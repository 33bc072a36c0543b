import Identifiers
import Problems
import Spaces
import Synchronization
import Testing

@testable import Sync

struct SharedChangesTests {
    private let principal = Principal(user: identifiers.next(), name: "Owner")
    private let first = identifiers.next()
    private let second = identifiers.next()
    /// The time stands still, however busy the machine is.
    private let begun = ContinuousClock.now

    @Test func devicesAtTheSamePlaceShareOneRead() async throws {
        let source = CountingSource()
        let changes = SharedChanges(source: source) { [begun] in begun }
        let space = identifiers.next()
        source.hold()
        async let pages = withThrowingTaskGroup(of: ChangesPage.self) { group in
            for _ in 0..<50 {
                group.addTask { try await changes.changes(in: space, after: 7, through: 9, open: [], since: begun, for: principal) }
            }
            return try await group.reduce(into: []) { $0.append($1.to) }
        }
        source.release()
        #expect(try await pages == Array(repeating: 9, count: 50))
        // Who comes a moment later takes it too, although there is more by now.
        #expect(try await changes.changes(in: space, after: 7, through: 12, open: [], since: begun, for: principal).to == 9)
        #expect(source.reads == [CountingSource.Read(after: 7, through: 9, open: [])])
    }

    @Test func whatOtherDevicesShowIsReadWithTheNextStretch() async throws {
        let source = CountingSource()
        let changes = SharedChanges(source: source) { [begun] in begun }
        let space = identifiers.next()
        func read(_ after: Int64, _ open: Set<Identifier>) async throws {
            _ = try await changes.changes(in: space, after: after, through: after + 1, open: open, since: begun, for: principal)
        }
        try await read(1, [first])
        // Its chat is not in what was read.
        try await read(1, [second])
        try await read(2, [second])
        try await read(2, [first])
        #expect(source.reads.map(\.open) == [[first], [first, second], [first, second]])
    }

    @Test func anotherPersonAnotherSpaceAndWhoWasAwayForLongReadThemselves() async throws {
        let source = CountingSource()
        let changes = SharedChanges(source: source) { [begun] in begun }
        let space = identifiers.next()
        let stranger = Principal(user: identifiers.next(), name: "Stranger")
        for _ in 0..<2 { _ = try await changes.changes(in: space, after: 0, through: 300, open: [], since: begun, for: principal) }
        _ = try await changes.changes(in: space, after: 0, through: 5, open: [first], since: begun, for: principal)
        _ = try await changes.changes(in: space, after: 0, through: 5, open: [], since: begun, for: stranger)
        _ = try await changes.changes(in: identifiers.next(), after: 0, through: 5, open: [], since: begun, for: principal)
        #expect(source.reads.map(\.through) == [300, 300, 5, 5, 5])
        #expect(source.reads.map(\.open) == [[], [], [first], [], []])
    }

    @Test func rule4AStretchFromBeforeADevicesPageIsNotForIt() async throws {
        let source = CountingSource()
        let changes = SharedChanges(source: source) { [begun] in begun }
        let space = identifiers.next()
        for since in [begun, begun, begun + .milliseconds(1)] {
            _ = try await changes.changes(in: space, after: 1, through: 2, open: [], since: since, for: principal)
        }
        #expect(source.reads.count == 2)
    }

    @Test func aStretchIsNotHandedOnForLongAndAFailureNotAtAll() async throws {
        let source = CountingSource()
        let time = Mutex(ContinuousClock.now)
        let changes = SharedChanges(source: source) { time.withLock { $0 } }
        let space = identifiers.next()
        func read() async throws(Problem) {
            _ = try await changes.changes(in: space, after: 1, through: 2, open: [], since: begun, for: principal)
        }
        source.fail()
        await #expect(throws: Problem.self) { try await read() }
        try await read()
        try await read()
        #expect(source.reads.count == 2)
        time.withLock { $0 += .seconds(2) }
        try await read()
        #expect(source.reads.count == 3)
    }
}

/// A source of changes that remembers what was read, and can be held back or made to fail once.
private final class CountingSource: SyncSource {
    struct Read: Equatable {
        let after: Int64
        let through: Int64
        let open: Set<Identifier>
    }

    private struct State {
        var reads: [Read] = []
        var fails = false
        var isHeld = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var reads: [Read] { state.withLock { $0.reads } }

    func fail() { state.withLock { $0.fails = true } }

    func hold() { state.withLock { $0.isHeld = true } }

    func release() {
        let waiting = state.withLock { state in
            state.isHeld = false
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func changes(
        in space: Identifier, after: Int64, through: Int64, open: Set<Identifier>, limit: PageLimit, for principal: Principal
    ) async throws(Problem) -> ChangesPage {
        let fails = state.withLock { state in
            state.reads.append(Read(after: after, through: through, open: open))
            defer { state.fails = false }
            return state.fails
        }
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.isHeld { state.waiting.append(continuation) }
                return !state.isHeld
            }
            if goesOn { continuation.resume() }
        }
        if fails { throw Problem(.internal) }
        return ChangesPage(to: through, rows: [])
    }

    func position(of principal: Principal) async throws(Problem) -> SpacePosition { throw Problem(.internal) }

    func rows(
        of chat: Identifier, after: Int64, through: Int64, limit: PageLimit, for principal: Principal
    ) async throws(Problem) -> ChatChanges { throw Problem(.internal) }

    func page(of chat: Identifier, before: Identifier?, for principal: Principal) async throws(Problem) -> MessagePage {
        throw Problem(.internal)
    }

    func catalogue(for principal: Principal) async throws(Problem) -> Catalogue { emptyCatalogue }
}
