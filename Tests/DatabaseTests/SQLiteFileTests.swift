import TestSupport
import Testing

@testable import Database

@Suite struct SQLiteFileTests {
    private func open(_ folder: TestFolder, _ name: String = "data.sqlite", lockLimit: Duration = .seconds(5)) async throws -> Database {
        var options = DatabaseOptions()
        options.lockLimit = lockLimit
        return try await Database.open(.sqlite(path: folder.path + "/" + name), options: options)
    }

    @Test func whatWasAcknowledgedIsInTheFilesAtThatMoment() async throws {
        let folder = try TestFolder()
        let database = try await open(folder)
        try await database.write { connection in try connection.execute("CREATE TABLE items (id BIGINT)") }
        try await database.write { connection in try connection.execute("INSERT INTO items VALUES (\(42))") }
        // What a crash would leave behind.
        try folder.copy("data.sqlite", to: "crashed.sqlite")
        try folder.copy("data.sqlite-wal", to: "crashed.sqlite-wal")
        let crashed = try await open(folder, "crashed.sqlite")
        #expect(try await crashed.read { connection in try connection.first("SELECT id FROM items")?.int(0) } == 42)
        await crashed.close()
        await database.close()
    }

    @Test func transactionsAreNotTimedByTheStatementBeforeThem() throws {
        var options = DatabaseOptions()
        options.statementLimit = .zero
        let connection = try SQLiteConnection(path: ":memory:", role: .reader, options: options, isTemporary: true)
        _ = try connection.query("SELECT 1")
        // SQLite looks at the clock every 20,000 steps of a statement, which it counts over all its runs.
        for _ in 0..<20_001 {
            try connection.beginRead()
            connection.rollBack()
            #expect(!connection.isInTransaction)
        }
    }

    @Test func onlyTheOwnerMayReadTheFiles() async throws {
        let folder = try TestFolder()
        let database = try await open(folder)
        try await database.write { connection in try connection.execute("CREATE TABLE items (id BIGINT)") }
        for name in ["data.sqlite", "data.sqlite-wal", "data.sqlite-shm"] { #expect(folder.rights(name) == 0o600) }
        await database.close()
    }

    @Test func closingMovesTheLogIntoTheDatabase() async throws {
        for _ in 0..<100 {
            let folder = try TestFolder()
            let database = try await open(folder)
            try await database.write { connection in try connection.execute("CREATE TABLE items (id BIGINT)") }
            await database.close()
            #expect(folder.files == ["data.sqlite"])
        }
    }

    @Test func theLogStaysSmallHoweverMuchIsWritten() async throws {
        let folder = try TestFolder()
        let database = try await open(folder)
        try await database.write { connection in try connection.execute("CREATE TABLE items (body BYTEA)") }
        for _ in 0..<60 {
            try await database.write { connection in
                try connection.execute("INSERT INTO items VALUES (\([UInt8](repeating: 1, count: 1_000_000)))")
            }
        }
        #expect(folder.size("data.sqlite-wal") < 24_000_000)
        await database.close()
    }

    @Test func theRuleWaitsForAnIdleMomentThenForNobodyThenForReaders() {
        var rule = CheckpointRule()
        #expect(rule.step(pages: 499, isIdle: true) == .none)
        #expect(rule.step(pages: 500, isIdle: true) == .passive)
        #expect(rule.step(pages: 3_999, isIdle: false) == .none)
        #expect(rule.step(pages: 4_000, isIdle: false) == .passive)
        #expect(rule.step(pages: 16_000, isIdle: false) == .complete)
        rule.didComplete(left: 16_100)
        #expect(rule.step(pages: 20_000, isIdle: false) == .passive)
        #expect(rule.step(pages: 20_100, isIdle: false) == .complete)
        rule.didComplete(left: 0)
        #expect(rule.step(pages: 16_000, isIdle: false) == .complete)
    }

    @Test func anotherProcesssLockIsWaitedForAndThenCalledBusy() async throws {
        let folder = try TestFolder()
        let holder = try await open(folder)
        let other = try await open(folder, lockLimit: .milliseconds(30))
        let (started, released) = (Gate(), Gate())
        async let held: Void = holder.write { _ in
            started.open()
            released.pass()
        }
        await started.opened()
        await #expect(throws: DatabaseError.busy) { try await other.write { _ in } }
        released.open()
        try await held
        try await other.write { connection in try connection.execute("CREATE TABLE items (id BIGINT)") }
        await holder.close()
        await other.close()
    }

    @Test func aFileThatIsNoDatabaseIsCalledCorrupt() async throws {
        let folder = try TestFolder()
        try folder.write([UInt8](repeating: 65, count: 8_192), to: "data.sqlite")
        await #expect(throws: DatabaseError.corrupt) { try await open(folder) }
    }

    @Test func aBackUpIsWholeAndMadeWhileOthersRead() async throws {
        let folder = try TestFolder()
        let database = try await open(folder)
        try await database.write { connection in
            try connection.execute("CREATE TABLE items (id BIGINT)")
            for id in 0..<1_000 { try connection.execute("INSERT INTO items VALUES (\(id))") }
        }
        try await database.backUp(to: folder.path + "/copy.sqlite")
        #expect(folder.rights("copy.sqlite") == 0o600)
        let copy = try await open(folder, "copy.sqlite")
        #expect(try await copy.read { connection in try connection.first("SELECT count(*) FROM items")?.int(0) } == 1_000)
        await copy.close()
        await #expect(throws: DatabaseError.cannotOpen(.path(folder.path + "/none/copy.sqlite"))) {
            try await database.backUp(to: folder.path + "/none/copy.sqlite")
        }
        await database.close()
    }

    @Test func aDatabaseInMemoryLeavesNothingBehind() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        #expect(TestFolder.exists(folder.path))
        let engine = try await SQLiteEngine.open(
            path: folder.path + "/database.sqlite", isTemporary: true, readers: 2, options: DatabaseOptions())
        folder.remove()
        #expect(!TestFolder.exists(folder.path))
        await engine.close()
    }

    @Test func aDatabaseWithoutNamesWorksAsOneWith() async throws {
        let database = try await Database.open(.memory)
        try await database.write { connection in try connection.execute("CREATE TABLE items (id BIGINT, body BYTEA)") }
        // Enough for the log to be moved to the database and begun anew, several times.
        for id in 0..<40 {
            try await database.write { connection in
                try connection.execute("INSERT INTO items VALUES (\(id), \([UInt8](repeating: 1, count: 1_000_000)))")
            }
            let count = try await database.read { connection in try connection.first("SELECT count(*) FROM items")?.int(0) }
            #expect(count == Int64(id + 1))
        }
        let folder = try TestFolder()
        try await database.backUp(to: folder.path + "/copy.sqlite")
        #expect(folder.size("copy.sqlite") > 40_000_000)
        await database.close()
    }
}
