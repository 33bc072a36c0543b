import Database
import Identifiers
import Problems
import Spaces
import Synchronization
import TestSupport
import Testing

@Suite struct SpaceGateTests {
    @Test(arguments: TestEngine.allCases) func eachChangeTakesTheNextVersionAndTheBusTellsOfIt(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let heard = Mutex<[Int64]>([])
        let subscription = workspace.bus.subscribe(to: workspace.space) { version in heard.withLock { $0.append(version) } }
        let before = try await workspace.spaces.position(of: workspace.owner).space.version
        for step in 1...3 {
            let outcome = try await workspace.changing { $0.version }
            #expect(outcome.version == before + Int64(step))
        }
        #expect(heard.withLock { $0 }.suffix(3) == [before + 1, before + 2, before + 3])
        subscription.cancel()
    }

    @Test func whereOneProcessIsAloneAPositionIsReadOnceAndAlwaysTheNewest() async throws {
        let workspace = try await TestWorkspace.open(.sqlite)
        let spaces = Spaces(
            database: workspace.database, keys: workspace.keys, bus: workspace.bus, clock: workspace.clock.wall, isAlone: true)
        let first = try await spaces.position(of: workspace.owner)
        let made = try await spaces.change(for: workspace.caller) { $0.version }.version
        let reads = workspace.database.transactions.reads
        #expect(try await spaces.position(of: workspace.owner).space.version == made && made > first.space.version)
        #expect(workspace.database.transactions.reads == reads)
    }

    @Test(arguments: TestEngine.allCases) func aMutationSentTwiceHasOneEffect(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let mutation = workspace.ids.next()
        let runs = Mutex(0)
        func send() async throws -> ChangeOutcome<Int> {
            try await workspace.spaces.change(for: Caller(workspace.owner, in: workspace.space, mutation: mutation)) { _ in
                runs.withLock { count in
                    count += 1
                    return count
                }
            }
        }
        let first = try await send()
        let second = try await send()
        guard case .repeated(let version) = second else {
            Issue.record("the second was carried out")
            return
        }
        #expect(version == first.version)
        #expect(try await workspace.spaces.position(of: workspace.owner).space.version == first.version)
    }

    @Test(arguments: TestEngine.allCases) func theSameMutationFromManyAtOnceHasOneEffect(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let mutation = workspace.ids.next()
        let versions = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    try await workspace.spaces.change(for: Caller(workspace.owner, in: workspace.space, mutation: mutation)) { _ in }
                        .version
                }
            }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(versions.count == 1)
    }

    @Test(arguments: TestEngine.allCases) func aChangeThatFailsTakesNoVersion(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let before = try await workspace.spaces.position(of: workspace.owner).space.version
        await #expect(throws: Problem(.conflict)) {
            _ = try await workspace.changing { change in
                try change.leaveTombstone(kind: "chat", id: Identifier(high: 1, low: 2))
                throw Problem(.conflict)
            }
        }
        #expect(try await workspace.spaces.position(of: workspace.owner).space.version == before)
    }

    @Test(arguments: TestEngine.allCases) func aStrangerFindsNoSpace(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let stranger = Principal(user: workspace.ids.next(), name: "Stranger")
        await #expect(throws: Problem(.spaceUnknown)) {
            try await workspace.spaces.read(for: Caller(stranger, in: workspace.space)) { _, _ in }
        }
        await #expect(throws: Problem(.spaceUnknown)) {
            _ = try await workspace.spaces.change(for: Caller(stranger, in: workspace.space)) { _ in }
        }
    }

    @Test(arguments: TestEngine.allCases) func concurrentChangesNeverShareAVersion(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let versions = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<40 { group.addTask { try await workspace.changing { _ in }.version } }
            return try await group.reduce(into: [Int64]()) { $0.append($1) }
        }
        #expect(Set(versions).count == 40)
        #expect(versions.max().map { $0 - (versions.min() ?? 0) } == 39)
    }

    @Test func rolesAllowWhatTheySay() {
        let allowed = Role.allCases.map { role in Verb.allCases.map(role.allows) }
        #expect(allowed == [[true, true, true], [true, true, false], [true, false, false]])
    }
}
