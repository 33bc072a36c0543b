import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Database

@Suite struct GroupCommitTests {
    private struct Refusal: Error {}

    /// Counts the transactions that were begun and committed.
    private final class Tally: Sendable {
        let begins = Atomic(0)
        let commits = Atomic(0)

        func count(_ operation: EngineOperation) {
            switch operation {
            case .begin: begins.add(1, ordering: .relaxed)
            case .commit: commits.add(1, ordering: .relaxed)
            case .statement: break
            }
        }
    }

    private func database(_ tally: Tally, pageLimit: Int? = nil, groupTime: Duration? = nil) async throws -> Database {
        var options = DatabaseOptions()
        options.pageLimit = pageLimit
        options.groupTime = groupTime ?? options.groupTime
        options.faults = { operation in tally.count(operation) }
        let database = try await Database.open(.memory, options: options)
        try await database.write { connection in
            try connection.execute("CREATE TABLE items (id BIGINT PRIMARY KEY, body BYTEA)")
            try connection.execute("CREATE TABLE notes (item BIGINT REFERENCES items (id) DEFERRABLE INITIALLY DEFERRED)")
        }
        return database
    }

    /// Holds the writer, queues all bodies, lets go, and returns what became of each.
    private func runTogether(
        _ database: Database, _ bodies: [@Sendable (Connection) throws -> Void]
    ) async throws -> [(any Error)?] {
        let engine = try #require(database.engine as? SQLiteEngine)
        let (started, released) = (Gate(), Gate())
        async let first: Void = database.write { _ in
            started.open()
            released.pass()
        }
        await started.opened()
        let outcomes = await withTaskGroup(of: (Int, (any Error)?).self) { group in
            for (index, body) in bodies.enumerated() {
                group.addTask {
                    do {
                        try await database.write(body)
                        return (index, nil)
                    } catch { return (index, error) }
                }
                while engine.writes.count <= index { await Task.yield() }
            }
            released.open()
            var outcomes = [(any Error)?](repeating: nil, count: bodies.count)
            for await (index, error) in group { outcomes[index] = error }
            return outcomes
        }
        try await first
        return outcomes
    }

    private func ids(_ database: Database) async throws -> [Int64] {
        try await database.read { connection in try connection.query("SELECT id FROM items ORDER BY id").map { try $0.int(0) } }
    }

    private func insert(_ id: Int, bytes: Int = 1) -> @Sendable (Connection) throws -> Void {
        { connection in try connection.execute("INSERT INTO items VALUES (\(id), \([UInt8](repeating: 1, count: bytes)))") }
    }

    @Test func bodiesThatArriveDuringATransactionShareItsCommit() async throws {
        let tally = Tally()
        let database = try await database(tally, groupTime: .seconds(60))
        let before = tally.commits.load(ordering: .relaxed)
        let outcomes = try await runTogether(database, (0..<20).map { insert($0) })
        #expect(outcomes.allSatisfy { $0 == nil })
        #expect(try await ids(database) == (0..<20).map(Int64.init))
        #expect(tally.commits.load(ordering: .relaxed) - before == 1)
        await database.close()
    }

    @Test func aGroupThatHasRunForLongIsCommitted() async throws {
        let tally = Tally()
        let database = try await database(tally, groupTime: .zero)
        let before = tally.commits.load(ordering: .relaxed)
        let outcomes = try await runTogether(database, (0..<20).map { insert($0) })
        #expect(outcomes.allSatisfy { $0 == nil })
        #expect(tally.commits.load(ordering: .relaxed) - before == 21)
        await database.close()
    }

    @Test func aBodyThatFailsUndoesOnlyItself() async throws {
        let database = try await database(Tally())
        let outcomes = try await runTogether(
            database,
            [
                insert(1), insert(1), insert(2),
                { connection in
                    try connection.execute("DELETE FROM items")
                    throw Refusal()
                }, insert(3),
            ])
        #expect(outcomes[0] == nil && outcomes[2] == nil && outcomes[4] == nil)
        #expect(outcomes[1] as? DatabaseError == .constraint(.unique, name: "items.id"))
        #expect(outcomes[3] is Refusal)
        #expect(try await ids(database) == [1, 2, 3])
        await database.close()
    }

    private final class Flags: Sendable {
        let isSlow = Atomic(false)
        let isTold = Atomic(false)
    }

    /// What a body was refused for may have been written by another of its group: who is refused must find it committed.
    @Test func aRefusalIsToldAfterTheCommitOfWhatItRestsOn() async throws {
        let (flags, mayCommit) = (Flags(), Gate())
        var options = DatabaseOptions()
        options.faults = { operation in
            // Holds the commit for a moment, in which a refusal that does not wait for it would be told.
            if operation == .commit, flags.isSlow.load(ordering: .relaxed) {
                for _ in 0..<100 where !flags.isTold.load(ordering: .relaxed) { usleep(1_000) }
            }
        }
        let database = try await Database.open(.memory, options: options)
        try await database.write { try $0.execute("CREATE TABLE items (id BIGINT PRIMARY KEY)") }
        let engine = try #require(database.engine as? SQLiteEngine)
        let started = Gate()
        async let first: Void = database.write { _ in
            started.open()
            mayCommit.pass()
        }
        await started.opened()
        flags.isSlow.store(true, ordering: .relaxed)
        async let made: Int = database.write { try $0.execute("INSERT INTO items (id) VALUES (1)") }
        while engine.writes.count < 1 { await Task.yield() }
        async let seen: Int64? = {
            do {
                _ = try await database.write { connection in
                    if try !connection.query("SELECT id FROM items").isEmpty { throw Refusal() }
                }
            } catch is Refusal {
                flags.isTold.store(true, ordering: .relaxed)
                return try await database.read { try $0.query("SELECT count(*) FROM items").first?.int(0) }
            }
            return nil
        }()
        while engine.writes.count < 2 { await Task.yield() }
        mayCommit.open()
        _ = try await (first, made)
        #expect(try await seen == 1)
        await database.close()
    }

    @Test func aRuleThatIsCheckedAtTheCommitFailsOnlyTheOneThatBrokeIt() async throws {
        let database = try await database(Tally())
        let outcomes = try await runTogether(
            database, [insert(1), { connection in try connection.execute("INSERT INTO notes VALUES (\(99))") }, insert(2)])
        #expect(outcomes[0] == nil && outcomes[2] == nil)
        #expect(outcomes[1] as? DatabaseError == .constraint(.foreignKey, name: ""))
        #expect(try await ids(database) == [1, 2])
        await database.close()
    }

    @Test func aFullDiskFailsWhatDoesNotFitAndNothingElse() async throws {
        let database = try await database(Tally(), pageLimit: 60)
        let outcomes = try await runTogether(database, [insert(1), insert(2, bytes: 1_000_000), insert(3), insert(4, bytes: 1_000_000)])
        #expect(outcomes.map { $0 as? DatabaseError } == [nil, .full, nil, .full])
        #expect(try await ids(database) == [1, 3])
        try await database.write(insert(5))
        try await database.write { connection in try connection.execute("DELETE FROM items WHERE id < \(5)") }
        #expect(try await ids(database) == [5])
        await database.close()
    }
}
