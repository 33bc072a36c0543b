import Synchronization
import TestSupport
import Testing

@testable import Database

@Suite struct PostgresFailureTests {
    private struct Place {
        let url: String
        let database: Database
        let server: TestPostgres
    }

    private func place(lockLimit: Duration = .seconds(60), events: @escaping @Sendable (DatabaseEvent) -> Void = { _ in }) async throws
        -> Place
    {
        let server = try await TestPostgres.shared()
        let url = try await server.freshURL()
        var options = DatabaseOptions()
        options.lockLimit = lockLimit
        options.events = events
        let database = try await Database.open(.postgres(url: url), options: options)
        try await database.write { connection in
            try connection.execute("CREATE TABLE items (id BIGINT PRIMARY KEY, number BIGINT)")
            try connection.execute("INSERT INTO items VALUES (\(1), \(0)), (\(2), \(0))")
        }
        return Place(url: url, database: database, server: server)
    }

    private func numbers(_ database: Database) async throws -> [Int64] {
        try await database.read { connection in try connection.query("SELECT number FROM items ORDER BY id").map { try $0.int(0) } }
    }

    @Test func aConnectionThatWasLostBetweenCallsIsMadeAnewUnnoticed() async throws {
        let place = try await place()
        for run in 1...3 {
            try await place.server.endConnections(of: place.url)
            try await place.database.write { connection in try connection.execute("UPDATE items SET number = number + 1") }
            try await place.server.endConnections(of: place.url)
            #expect(try await numbers(place.database) == [Int64(run), Int64(run)])
        }
        await place.database.close()
    }

    @Test func aTransactionThatLosesItsConnectionRunsAgainAndCountsOnce() async throws {
        let place = try await place()
        let runs = Counter()
        let (started, ended) = (Gate(), Gate())
        //  body                          server
        //  UPDATE
        //                                ends the connection: the change is gone
        //  UPDATE: connection is lost
        //  again from the start, COMMIT
        async let written: Void = place.database.write { connection in
            try connection.execute("UPDATE items SET number = number + 1 WHERE id = \(1)")
            if runs.next() == 1 {
                started.open()
                ended.pass()
            }
            try connection.execute("UPDATE items SET number = number + 1 WHERE id = \(2)")
        }
        await started.opened()
        try await place.server.endConnections(of: place.url)
        ended.open()
        try await written
        #expect(runs.count == 2)
        #expect(try await numbers(place.database) == [1, 1])
        await place.database.close()
    }

    @Test func aConnectionLostDuringTheCommitLeavesTheCommitUnknown() async throws {
        let place = try await place()
        // A trigger that runs when the transaction is committed and ends its own connection.
        try await place.database.write { connection in
            try connection.executeScript(
                """
                CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); RETURN NULL; END $$;
                CREATE CONSTRAINT TRIGGER vanishing AFTER UPDATE ON items DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW WHEN (NEW.number = 13) EXECUTE FUNCTION vanish();
                """)
        }
        let runs = Counter()
        await #expect(throws: DatabaseError.commitUnknown) {
            try await place.database.write { connection in
                runs.next()
                try connection.execute("UPDATE items SET number = \(13) WHERE id = \(1)")
            }
        }
        #expect(runs.count == 1, "what may have been committed is not repeated")
        #expect(try await numbers(place.database) == [0, 0])
        await place.database.close()
    }

    @Test func twoTransactionsThatWaitForEachOtherBothSucceedInTheEnd() async throws {
        let place = try await place()
        let (firstHolds, secondHolds) = (Gate(), Gate())
        let (firstRuns, secondRuns) = (Counter(), Counter())
        //  first            second
        //  UPDATE 1
        //                   UPDATE 2
        //  UPDATE 2 (waits)
        //                   UPDATE 1: deadlock, one of them runs again
        async let first: Void = place.database.write { connection in
            try connection.execute("UPDATE items SET number = number + 1 WHERE id = \(1)")
            if firstRuns.next() == 1 {
                firstHolds.open()
                secondHolds.pass()
            }
            try connection.execute("UPDATE items SET number = number + 1 WHERE id = \(2)")
        }
        async let second: Void = place.database.write { connection in
            try connection.execute("UPDATE items SET number = number + 1 WHERE id = \(2)")
            if secondRuns.next() == 1 {
                secondHolds.open()
                firstHolds.pass()
            }
            try connection.execute("UPDATE items SET number = number + 1 WHERE id = \(1)")
        }
        _ = try await (first, second)
        #expect(firstRuns.count + secondRuns.count >= 3)
        #expect(try await numbers(place.database) == [2, 2])
        await place.database.close()
    }

    @Test func whileTheServerIsAwayCallsFailAfterTheirWaitAndWorkAgainAfterwards() async throws {
        let events = Mutex<[DatabaseEvent]>([])
        let server = try await TestPostgres.shared()
        let visitor = try await server.freshURL(user: "visitor")
        var options = DatabaseOptions()
        options.lockLimit = .seconds(1)
        options.events = { event in events.withLock { $0.append(event) } }
        let database = try await Database.open(.postgres(url: visitor), readers: 2, options: options)
        #expect(try await database.read { connection in try connection.first("SELECT 1")?.int(0) } == 1)
        try await server.setLogin(false, user: "visitor")
        try await server.endConnections(of: visitor)
        for _ in 0..<3 {
            await #expect(throws: DatabaseError.connectionLost) {
                try await database.read { connection in try connection.query("SELECT 1").count }
            }
        }
        try await server.setLogin(true, user: "visitor")
        #expect(try await database.read { connection in try connection.first("SELECT 1")?.int(0) } == 1)
        #expect(events.withLock { $0 } == [.connectionLost, .connected])
        await database.close()
    }

    @Test func aStatementThatNoLongerFitsTheSchemaIsPreparedAgain() async throws {
        let place = try await place()
        let all: SQL = "SELECT * FROM items ORDER BY id"
        for _ in 0..<4 { _ = try await place.database.read { connection in try connection.query(all).count } }
        let other = try await Database.open(.postgres(url: place.url), readers: 1)
        try await other.write { connection in try connection.execute("ALTER TABLE items ADD COLUMN extra TEXT") }
        await other.close()
        for _ in 0..<4 {
            let extra = try await place.database.read { connection in try connection.first(all)?.optionalText(2) }
            #expect(extra == nil)
        }
        await place.database.close()
    }

    @Test func moreStatementsThanAreKeptAreForgottenAndPreparedAgain() async throws {
        let place = try await place()
        for _ in 0..<2 {
            for count in 1...150 {
                let ids = Array(0..<count)
                let found = try await place.database.read { connection in
                    try connection.query("SELECT id FROM items WHERE id IN (\(list: ids))").count
                }
                #expect(found == min(2, max(0, count - 1)))
            }
        }
        await place.database.close()
    }

    @Test func aStatementThatFailsAfterItPushedAnotherOutOfTheCacheCostsNothingElse() async throws {
        let events = Mutex<[DatabaseEvent]>([])
        let server = try await TestPostgres.shared()
        var options = DatabaseOptions()
        options.events = { event in events.withLock { $0.append(event) } }
        let database = try await Database.open(.postgres(url: try await server.freshURL()), readers: 1, options: options)
        try await database.write { connection in
            try connection.execute("CREATE TABLE items (id BIGINT PRIMARY KEY)")
            try connection.execute("INSERT INTO items VALUES (1)")
            for count in 1...150 { _ = try connection.query("SELECT id FROM items WHERE id IN (\(list: Array(0..<count)))") }
        }
        try await database.write { connection in
            #expect(throws: DatabaseError.self) {
                try connection.attempt { try connection.execute("INSERT INTO items VALUES (1), (2)") }
            }
            try connection.execute("INSERT INTO items VALUES (3)")
        }
        await #expect(throws: DatabaseError.constraint(.unique, name: "items_pkey")) {
            try await database.write { connection in try connection.execute("INSERT INTO items VALUES (1), (4)") }
        }
        let (ids, prepared) = try await database.read { connection in
            let ids = try connection.query("SELECT id FROM items ORDER BY id").map { try $0.int(0) }
            return (ids, try connection.first("SELECT count(*) FROM pg_prepared_statements")?.int(0) ?? 0)
        }
        #expect(ids == [1, 3])
        #expect(events.withLock { $0 } == [], "the connection was kept")
        #expect((100...132).contains(prepared), "the server forgets what was pushed out")
        await database.close()
    }

    @Test func theRuleRepeatsOnlyWhatCannotHaveHappened() {
        let rule = RetryRule()
        func pause(_ error: DatabaseError, run: Int = 1, now: UInt64 = 0, random: Double = 0.5) -> UInt64? {
            rule.pause(after: error, run: run, now: now, deadline: 1_000_000_000, random: random)
        }
        #expect(pause(.busy) == 1_000_000)
        #expect(pause(.busy, run: 3) == 4_000_000)
        #expect(pause(.connectionLost, run: 11) == 250_000_000)
        #expect(pause(.busy, now: 999_999_999, random: 0.9) == 1)
        #expect(pause(.busy, run: 12) == nil)
        #expect(pause(.busy, now: 1_000_000_000) == nil)
        for final in [DatabaseError.commitUnknown, .timedOut, .full, .overloaded, .constraint(.unique, name: "")] {
            #expect(pause(final) == nil)
        }
    }
}
