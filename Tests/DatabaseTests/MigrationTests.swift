import Synchronization
import TestSupport
import Testing

@testable import Database

@Suite struct MigrationTests {
    private let chats = Migration(
        name: "chats/0001_chats", sql: "CREATE TABLE chats (id TEXT PRIMARY KEY);CREATE INDEX chats_id ON chats (id);")
    private let titles = Migration(name: "chats/0002_titles", sql: "ALTER TABLE chats ADD COLUMN title TEXT;\n-- the end\n")
    private let models = Migration(name: "models/0001_models", sql: "CREATE TABLE models (id TEXT PRIMARY KEY)")

    private func applied(_ database: Database) async throws -> [String] {
        try await database.read { connection in
            try connection.query("SELECT name FROM schema_migrations ORDER BY name").map { try $0.text(0) }
        }
    }

    @Test(arguments: TestEngine.allCases) func pendingStepsAreAppliedOnceInOrder(engine: TestEngine) async throws {
        let database = try await TestDatabase.open(engine)
        try await database.migrate([chats])
        try await database.write { connection in try connection.execute("INSERT INTO chats VALUES (\("a"))") }
        try await database.migrate([chats, titles, models])
        try await database.migrate([chats, titles, models])
        #expect(try await applied(database) == ["chats/0001_chats", "chats/0002_titles", "models/0001_models"])
        #expect(try await database.read { connection in try connection.first("SELECT title FROM chats")?.optionalText(0) } == nil)
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func aFileThatWasChangedAfterwardsIsRefused(engine: TestEngine) async throws {
        let database = try await TestDatabase.open(engine, migrations: [chats])
        let changed = Migration(name: chats.name, sql: chats.sql + " ")
        await #expect(throws: DatabaseError.migration(.changed(name: "chats/0001_chats"))) {
            try await database.migrate([changed, titles])
        }
        #expect(try await applied(database) == ["chats/0001_chats"])
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func aDatabaseThatIsNewerThanTheProgramIsRefused(engine: TestEngine) async throws {
        let database = try await TestDatabase.open(engine, migrations: [chats, titles])
        await #expect(throws: DatabaseError.migration(.newerDatabase(name: "chats/0002_titles"))) {
            try await database.migrate([chats, models])
        }
        #expect(try await applied(database) == ["chats/0001_chats", "chats/0002_titles"])
        await database.close()
    }

    @Test(arguments: TestEngine.allCases) func aStepThatFailsLeavesNothingOfItself(engine: TestEngine) async throws {
        let database = try await TestDatabase.open(engine, migrations: [chats])
        let faulty = Migration(name: "chats/0002_faulty", sql: "CREATE TABLE extra (id TEXT); CREATE TABL broken (id TEXT);")
        await #expect {
            try await database.migrate([chats, faulty])
        } throws: { error in
            guard case .migration(.failed(name: "chats/0002_faulty", _))? = error as? DatabaseError else { return false }
            return true
        }
        #expect(try await applied(database) == ["chats/0001_chats"])
        await #expect(throws: DatabaseError.self) {
            try await database.read { connection in _ = try connection.query("SELECT id FROM extra") }
        }
        try await database.migrate([chats, titles])
        await database.close()
    }

    @Test func aCopyIsMadeBeforeAnExistingDatabaseIsChangedAndOnlyThen() async throws {
        let folder = try TestFolder()
        let backups = TestFolder.inside(folder, "backups")
        let events = Mutex<[DatabaseEvent]>([])
        var options = DatabaseOptions()
        options.events = { event in events.withLock { $0.append(event) } }
        let database = try await Database.open(.sqlite(path: folder.path + "/data.sqlite"), options: options)
        try await database.migrate([chats], backup: .folder(backups))
        #expect(!TestFolder.exists(backups))
        try await database.write { connection in try connection.execute("INSERT INTO chats VALUES (\("before"))") }
        try await database.migrate([chats, titles], backup: .folder(backups))
        try await database.migrate([chats, titles], backup: .folder(backups))
        let paths = events.withLock { events in
            events.compactMap { if case .backedUp(let path) = $0 { path } else { nil } }
        }
        #expect(paths.count == 1)
        let copy = try await Database.open(.sqlite(path: try #require(paths.first)))
        #expect(try await applied(copy) == ["chats/0001_chats"])
        #expect(try await copy.read { connection in try connection.first("SELECT id FROM chats")?.text(0) } == "before")
        await copy.close()
        await database.close()
    }

    @Test func nothingIsChangedIfTheCopyCannotBeMade() async throws {
        let folder = try TestFolder()
        let database = try await Database.open(.sqlite(path: folder.path + "/data.sqlite"))
        try await database.migrate([chats])
        await #expect(throws: DatabaseError.migration(.backup)) {
            try await database.migrate([chats, titles], backup: .folder(folder.path + "/data.sqlite/backups"))
        }
        #expect(try await applied(database) == ["chats/0001_chats"])
        await database.close()
    }

    @Test func aProgramWaitsForTheStepOfAnotherAsLongAsItTakes() async throws {
        let location = try await TestDatabase.location(.postgres)
        var impatient = DatabaseOptions()
        impatient.lockLimit = .seconds(3)
        impatient.statementLimit = .seconds(3)
        let long = Migration(name: "chats/0001_chats", sql: "SELECT pg_sleep(4); CREATE TABLE chats (id TEXT PRIMARY KEY);")
        let programs = [
            try await Database.open(location, options: impatient), try await Database.open(location, options: impatient),
        ]
        try await withThrowingDiscardingTaskGroup { group in
            for program in programs { group.addTask { try await program.migrate([long]) } }
        }
        #expect(try await applied(programs[0]) == ["chats/0001_chats"])
        for program in programs { await program.close() }
    }

    @Test func programsThatStartTogetherApplyEachStepOnce() async throws {
        let location = try await TestDatabase.location(.postgres)
        let count = Counter()
        var options = DatabaseOptions()
        options.events = { event in if case .migrated = event { count.next() } }
        let all = [chats, titles, models]
        try await withThrowingTaskGroup(of: Void.self) { [options] group in
            for _ in 0..<6 {
                group.addTask {
                    let database = try await Database.open(location, readers: 1, options: options)
                    try await database.migrate(all)
                    await database.close()
                }
            }
            try await group.waitForAll()
        }
        #expect(count.count == 3)
    }

    @Test(arguments: [
        ["chats/0002_titles"], ["chats/0001_a", "chats/0001_b"], ["chats/0001_a", "chats/0003_b"], ["chats"], ["chats/1_a"], ["/0001_a"],
        ["chats/0001a"], ["chats/00+1_a"], ["a/b/0001_c"],
    ]) func namesHaveToCountUpFromOne(names: [String]) throws {
        let migrations = names.map { Migration(name: $0, sql: "SELECT 1") }
        #expect {
            try MigrationPlan(known: migrations, applied: [])
        } throws: { error in
            guard case .order? = error as? MigrationError else { return false }
            return true
        }
    }

    @Test func aStepThatCameBeforeAnAppliedOneIsRefused() throws {
        let applied = [MigrationPlan.Applied(name: titles.name, checksum: titles.checksum)]
        #expect(throws: MigrationError.order(name: titles.name)) { try MigrationPlan(known: [chats, titles], applied: applied) }
    }

    @Test func theChecksumIsSHA256() {
        #expect(Migration(name: "x", sql: "abc").checksum == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
