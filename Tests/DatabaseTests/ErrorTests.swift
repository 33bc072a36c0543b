import Database
import TestSupport
import Testing

@Suite struct ErrorTests {
    private static let secret = "s3cret-message-text"

    private func database(_ engine: TestEngine) async throws -> Database {
        let database = try await TestDatabase.open(engine)
        try await database.write { connection in
            try connection.execute("CREATE TABLE parents (id TEXT PRIMARY KEY)")
            try connection.execute(
                """
                CREATE TABLE children (
                    id TEXT PRIMARY KEY, parent TEXT REFERENCES parents (id), size BIGINT NOT NULL,
                    CONSTRAINT size_is_positive CHECK (size > 0)
                )
                """)
            try connection.execute("INSERT INTO parents VALUES (\(ErrorTests.secret))")
            try connection.execute("INSERT INTO children VALUES (\(ErrorTests.secret), \(ErrorTests.secret), \(1))")
        }
        return database
    }

    private func failure(_ database: Database, _ sql: SQL) async -> DatabaseError? {
        do {
            try await database.write { connection in try connection.execute(sql) }
            return nil
        } catch {
            return error as? DatabaseError
        }
    }

    @Test(arguments: TestEngine.allCases) func aRefusedChangeNamesTheKindOfRule(engine: TestEngine) async throws {
        let database = try await database(engine)
        let secret = ErrorTests.secret
        let cases: [(SQL, ConstraintKind)] = [
            ("INSERT INTO parents VALUES (\(secret))", .unique),
            ("INSERT INTO children VALUES (\("x"), \("nobody-" + secret), \(1))", .foreignKey),
            ("DELETE FROM parents WHERE id = \(secret)", .foreignKey),
            ("INSERT INTO children VALUES (\("x"), \(secret), \(Int64?.none))", .notNull),
            ("INSERT INTO children VALUES (\("x"), \(secret), \(0))", .check),
        ]
        for (sql, expected) in cases {
            let error = await failure(database, sql)
            guard case .constraint(let kind, let name)? = error else {
                Issue.record("\(String(describing: error)) is no refusal by a rule")
                continue
            }
            #expect(kind == expected)
            #expect(!"\(error as Any) \(name)".contains(secret), "a value became part of the error")
        }
        #expect(
            await failure(database, "INSERT INTO children VALUES (\("x"), \(secret), \(Int64?.none))")
                == .constraint(.notNull, name: "children.size"))
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func noErrorHoldsAValue(engine: TestEngine) async throws {
        let database = try await database(engine)
        let secret = ErrorTests.secret
        let faulty: [SQL] = [
            "INSERT INTO parents VALUES (\(secret), \(secret))", "INSERT INTO nowhere VALUES (\(secret))",
            "SELEC \(secret)", "SELECT missing FROM parents WHERE id = \(secret)", "INSERT INTO parents VALUES (\(secret + "\0"))",
        ]
        for sql in faulty {
            let error = await failure(database, sql)
            guard case .misuse? = error else {
                Issue.record("\(String(describing: error)) is no misuse")
                continue
            }
            #expect(!"\(error as Any)".contains(secret))
        }
        #expect(await failure(database, "INSERT INTO parents VALUES (\("a\0b"))") == .misuse(.nulInText))
        #expect(await failure(database, "") != nil)
        #expect(await failure(database, "INSERT INTO parents VALUES (\("still works"))") == nil)
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func aStatementThatRunsTooLongIsStopped(engine: TestEngine) async throws {
        var options = DatabaseOptions()
        options.statementLimit = .seconds(1)
        let database = try await TestDatabase.open(engine, options: options)
        await #expect(throws: DatabaseError.timedOut) {
            try await database.read { connection in
                _ = try connection.query(
                    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT count(*) FROM n")
            }
        }
        #expect(try await database.read { connection in try connection.first("SELECT 1")?.int(0) } == 1)
        await database.close()
    }

    @Test func anAddressThatIsNoneIsNoticedAtTheStart() async {
        await #expect(throws: DatabaseError.cannotOpen(.path("/nonexistent/folder/data.sqlite"))) {
            try await Database.open(.sqlite(path: "/nonexistent/folder/data.sqlite"))
        }
        await #expect(throws: DatabaseError.cannotOpen(.address)) { try await Database.open(.postgres(url: "mysql://x")) }
        await #expect(throws: DatabaseError.cannotOpen(.unreachable)) {
            try await Database.open(.postgres(url: "postgres://nobody@127.0.0.1:1/none"))
        }
    }

    @Test func aServerThatRefusesTheUserIsNotCalledUnreachable() async throws {
        guard case .postgres(let url) = try await TestDatabase.location(.postgres) else { return }
        await #expect(throws: DatabaseError.cannotOpen(.refused)) {
            try await Database.open(.postgres(url: url.replacing("parlance@", with: "stranger@")))
        }
    }
}
