import Database
import Synchronization
import TestSupport
import Testing

/// Fails the n-th operation of an engine, for every n, as SQLite's own tests do.
@Suite struct FaultTests {
    private final class Countdown: Sendable {
        private let left = Atomic(Int.max)
        private let error: DatabaseError

        init(_ error: DatabaseError) {
            self.error = error
        }

        func arm(_ count: Int) { left.store(count, ordering: .sequentiallyConsistent) }

        /// Whether the operation that was to fail came.
        var hasFired: Bool { left.load(ordering: .sequentiallyConsistent) <= 0 }

        func step() throws(DatabaseError) {
            if left.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 { throw error }
        }
    }

    @Test(arguments: TestEngine.allCases, [DatabaseError.full, .inputOutput(code: 10), .connectionLost, .busy])
    func whateverFailsAWriteIsThereWholeOrNotAtAll(engine: TestEngine, error: DatabaseError) async throws {
        let countdown = Countdown(error)
        var options = DatabaseOptions()
        options.faults = { _ throws(DatabaseError) in try countdown.step() }
        let database = try await TestDatabase.open(engine, options: options)
        try await database.write { connection in try connection.execute("CREATE TABLE halves (id BIGINT, half BIGINT)") }
        var run = 0
        var isThrough = false
        while !isThrough {
            run += 1
            let id = run
            countdown.arm(run)
            let outcomes = await withTaskGroup(of: (Int, DatabaseError?).self) { group in
                for part in 0..<4 {
                    group.addTask {
                        do {
                            try await database.write { connection in
                                try connection.execute("INSERT INTO halves VALUES (\(id * 10 + part), \(0))")
                                try connection.attempt {
                                    try connection.execute("INSERT INTO halves VALUES (\(id * 10 + part), \(1))")
                                }
                            }
                            return (part, nil)
                        } catch { return (part, error as? DatabaseError ?? .closed) }
                    }
                }
                var outcomes: [(Int, DatabaseError?)] = []
                for await outcome in group { outcomes.append(outcome) }
                return outcomes
            }
            isThrough = !countdown.hasFired
            countdown.arm(.max)
            let counts = try await database.read { connection in
                try (0..<4).map { part in
                    try connection.first("SELECT count(*) FROM halves WHERE id = \(id * 10 + part)")?.int(0)
                }
            }
            for (part, outcome) in outcomes {
                switch outcome {
                case nil: #expect(counts[part] == 2, "run \(run): \(part) was acknowledged")
                case .commitUnknown: #expect(counts[part] == 0 || counts[part] == 2)
                default: #expect(counts[part] == 0, "run \(run): \(part) failed")
                }
            }
        }
        #expect(run > 4)
        await database.close()
    }
}
