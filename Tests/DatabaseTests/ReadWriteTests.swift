import Database
import TestSupport
import Testing

@Suite struct ReadWriteTests {
    private struct Refusal: Error {}

    private func counters(_ engine: TestEngine, options: DatabaseOptions = DatabaseOptions()) async throws -> Database {
        let database = try await TestDatabase.open(engine, options: options)
        try await database.write { connection in
            try connection.execute("CREATE TABLE counters (name TEXT PRIMARY KEY, number BIGINT NOT NULL)")
            try connection.execute("INSERT INTO counters VALUES (\("a"), \(1)), (\("b"), \(2)), (\("c"), \(3))")
        }
        return database
    }

    private func numbers(_ database: Database) async throws -> [Int64] {
        try await database.read { connection in
            try connection.query("SELECT number FROM counters ORDER BY name").map { try $0.int(0) }
        }
    }

    @Test(arguments: TestEngine.allCases) func everyKindOfValueComesBackAsItWasStored(engine: TestEngine) async throws {
        let database = try await TestDatabase.open(engine)
        try await database.write { connection in
            try connection.execute("CREATE TABLE kinds (i BIGINT, d DOUBLE PRECISION, t TEXT, b BYTEA, n TEXT)")
            try connection.execute(
                "INSERT INTO kinds VALUES (\(Int64.min), \(0.1), \("größe 😀"), \([UInt8]([0, 255, 1])), \(String?.none))")
            try connection.execute("INSERT INTO kinds VALUES (\(true), \(-1.5), \(""), \([UInt8]()), \("x"))")
        }
        let rows = try await database.read { connection in
            try connection.query("SELECT i, d, t, b, n FROM kinds ORDER BY i").map { row in
                try (0..<5).map { try row.value($0) }
            }
        }
        #expect(
            rows == [
                [.int(.min), .double(0.1), .text("größe 😀"), .blob([0, 255, 1]), .null],
                [.int(1), .double(-1.5), .text(""), .blob([]), .text("x")],
            ])
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func sumsAndCountsAreWholeNumbersAndMeansAreNot(engine: TestEngine) async throws {
        let database = try await counters(engine)
        try await database.write { connection in
            try connection.execute("UPDATE counters SET number = \(-123_456_789_012_345) WHERE name = \("a")")
        }
        let (sum, count, mean, negative) = try await database.read { connection in
            let row = try #require(
                try connection.first("SELECT sum(number), count(*), avg(number) FROM counters WHERE name <> \("a")"))
            let other = try #require(try connection.first("SELECT sum(number), sum(number) - sum(number) FROM counters"))
            #expect(try other.int(1) == 0)
            return (try row.int(0), try row.int(1), try row.double(2), try other.int(0))
        }
        #expect(sum == 5 && count == 2 && mean == 2.5 && negative == -123_456_789_012_340)
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func aChangeSaysHowManyRowsItTouched(engine: TestEngine) async throws {
        let database = try await counters(engine)
        let touched = try await database.write { connection in
            let updated = try connection.execute("UPDATE counters SET number = 9 WHERE name IN (\(list: ["a", "b", "z"]))")
            let none = try connection.execute("DELETE FROM counters WHERE name = \("z")")
            let read = try connection.execute("SELECT name FROM counters")
            return [updated, none, read]
        }
        #expect(touched == [2, 0, 0])
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func aBodyThatThrowsChangesNothing(engine: TestEngine) async throws {
        let database = try await counters(engine)
        await #expect(throws: Refusal.self) {
            try await database.write { connection in
                try connection.execute("DELETE FROM counters")
                throw Refusal()
            }
        }
        #expect(try await numbers(database) == [1, 2, 3])
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func aReadSeesOneSnapshotWhateverIsCommittedMeanwhile(engine: TestEngine) async throws {
        let database = try await counters(engine)
        let (hasRead, hasWritten) = (Gate(), Gate())
        //  reader                      writer
        //  first statement
        //                              UPDATE, COMMIT
        //  second statement: as first
        async let seen = database.read { connection in
            let sum: SQL = "SELECT CAST(sum(number) AS BIGINT) FROM counters"
            let first = try connection.first(sum)?.int(0)
            hasRead.open()
            hasWritten.pass()
            return [first, try connection.first(sum)?.int(0)]
        }
        await hasRead.opened()
        try await database.write { connection in try connection.execute("UPDATE counters SET number = number + 10") }
        hasWritten.open()
        #expect(try await seen == [6, 6])
        #expect(try await numbers(database) == [11, 12, 13])
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func aReadCannotChangeAnything(engine: TestEngine) async throws {
        let database = try await counters(engine)
        await #expect(throws: DatabaseError.misuse(.changeInRead)) {
            try await database.read { connection in try connection.execute("DELETE FROM counters") }
        }
        #expect(try await numbers(database) == [1, 2, 3])
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func aFailedStatementFailsTheBodyEvenIfTheErrorIsCaught(engine: TestEngine) async throws {
        let database = try await counters(engine)
        await #expect {
            try await database.write { connection in
                try connection.execute("UPDATE counters SET number = 0")
                _ = try? connection.execute("INSERT INTO counters VALUES (\("a"), \(1))")
            }
        } throws: { error in
            guard case .constraint(.unique, _)? = error as? DatabaseError else { return false }
            return true
        }
        #expect(try await numbers(database) == [1, 2, 3])
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func anAttemptThatFailsIsUndoneAndTheRestStays(engine: TestEngine) async throws {
        let database = try await counters(engine)
        try await database.write { connection in
            try connection.execute("UPDATE counters SET number = 7 WHERE name = \("a")")
            _ = try? connection.attempt {
                try connection.execute("UPDATE counters SET number = 8 WHERE name = \("b")")
                try connection.attempt { try connection.execute("UPDATE counters SET number = 9 WHERE name = \("c")") }
                try connection.execute("INSERT INTO counters VALUES (\("a"), \(1))")
            }
            try connection.attempt { try connection.execute("INSERT INTO counters VALUES (\("d"), \(4))") }
        }
        #expect(try await numbers(database) == [7, 2, 3, 4])
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func aTaskThatIsCancelledBeforeItsTurnChangesNothing(engine: TestEngine) async throws {
        let database = try await counters(engine)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await database.write { connection in try connection.execute("DELETE FROM counters") }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await numbers(database) == [1, 2, 3])
        await database.close()
    }
}
