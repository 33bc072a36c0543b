import Database
import TestSupport
import Testing

@Suite struct RowTests {
    private func database(_ engine: TestEngine, rows: Int = 3) async throws -> Database {
        let database = try await TestDatabase.open(engine)
        try await database.write { connection in
            try connection.execute("CREATE TABLE items (id BIGINT PRIMARY KEY, body BYTEA, title TEXT)")
            for id in 0..<rows {
                try connection.execute("INSERT INTO items VALUES (\(id), \([UInt8](repeating: UInt8(id), count: id)), \(String?.none))")
            }
        }
        return database
    }

    @Test(arguments: TestEngine.allCases) func forEachPassesEveryRowInOrderWithItsBytes(engine: TestEngine) async throws {
        let database = try await database(engine, rows: 200)
        let seen = try await database.read { connection in
            var seen: [Int64] = []
            try connection.forEach("SELECT id, body FROM items ORDER BY id DESC") { row in
                let count = try row.withBlob(1) { $0.count }
                if try row.int(0) == count { seen.append(try row.int(0)) }
            }
            return seen
        }
        #expect(seen == (0..<200).reversed().map(Int64.init))
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func anErrorOfTheBodyEndsTheIterationAndTheConnectionStaysUsable(engine: TestEngine) async throws
    {
        struct Enough: Error {}
        let database = try await database(engine)
        let (calls, count) = try await database.read { connection in
            var calls = 0
            #expect(throws: Enough.self) {
                try connection.forEach("SELECT id FROM items") { _ in
                    calls += 1
                    throw Enough()
                }
            }
            return (calls, try connection.first("SELECT count(*) FROM items")?.int(0))
        }
        #expect(calls == 1 && count == 3)
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func noStatementRunsInsideAnIteration(engine: TestEngine) async throws {
        let database = try await database(engine)
        await #expect(throws: DatabaseError.misuse(.statementInsideForEach)) {
            try await database.read { connection in
                try connection.forEach("SELECT id FROM items") { _ in _ = try connection.query("SELECT 1") }
            }
        }
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func aRowOfAnIterationCannotBeUsedLater(engine: TestEngine) async throws {
        let database = try await database(engine)
        try await database.read { connection in
            var kept: [Row] = []
            try connection.forEach("SELECT id FROM items") { row in
                if let earlier = kept.last {
                    #expect(throws: DatabaseError.misuse(.staleRow)) { try earlier.int(0) }
                }
                kept.append(row)
            }
            for row in kept { #expect(throws: DatabaseError.misuse(.staleRow)) { try row.int(0) } }
        }
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func aCellIsNotReadAsAnotherType(engine: TestEngine) async throws {
        let database = try await database(engine)
        try await database.read { connection in
            let select: SQL = "SELECT id, body, title FROM items WHERE id = \(1)"
            let copied = try #require(try connection.first(select))
            func check(_ row: Row) throws {
                #expect(throws: DatabaseError.misuse(.columnType(column: 0))) { try row.text(0) }
                #expect(throws: DatabaseError.misuse(.columnType(column: 0))) { try row.blob(0) }
                #expect(throws: DatabaseError.misuse(.columnType(column: 1))) { try row.int(1) }
                #expect(throws: DatabaseError.misuse(.columnType(column: 2))) { try row.text(2) }
                #expect(throws: DatabaseError.misuse(.columnMissing(column: 3))) { try row.int(3) }
                #expect(throws: DatabaseError.misuse(.columnMissing(column: -1))) { try row.int(-1) }
                #expect(try row.optionalText(2) == nil)
                #expect(try row.optionalInt(0) == 1)
                #expect(try row.optionalBlob(1) == [1])
                #expect(try row.bool(0))
                #expect(try row.double(0) == 1)
            }
            try check(copied)
            try connection.forEach(select, check)
        }
        await database.close()
    }
}
