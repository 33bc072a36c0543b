import Database
import Identifiers
import Spaces
import TestSupport
import Testing

@Suite("A database that was put back begins another life")
struct InstallationTests {
    private let identifiers = IdentifierSource()

    private func prepare(
        _ database: Database, _ mark: InstallationMark?, isRestored: Bool = false, identifiers: IdentifierSource? = nil
    ) async throws -> Installation {
        try await Installation.prepare(
            database, mark: mark, isRestored: isRestored, clock: .system, identifiers: identifiers ?? self.identifiers)
    }

    private func open(_ engine: TestEngine) async throws -> (Database, Installation, InstallationMark) {
        let database = try await TestDatabase.open(engine, migrations: SpacesMigrations.all)
        let installation = try await prepare(database, nil)
        try await database.write { try $0.execute("UPDATE spaces SET version = 900") }
        return (database, installation, try await .current(of: database))
    }

    @Test("Its own mark, or an older one, changes nothing", arguments: TestEngine.allCases)
    func same(engine: TestEngine) async throws {
        let (database, installation, mark) = try await open(engine)
        #expect(!installation.isRenewed && mark.epoch == installation.epoch && Array(mark.versions.values) == [900])
        let older = InstallationMark(epoch: mark.epoch, versions: mark.versions.mapValues { $0 - 100 })
        let younger = InstallationMark(epoch: mark.epoch, versions: [:])
        for known in [mark, older, younger] { #expect(try await prepare(database, known) == installation) }
        #expect(try await InstallationMark.current(of: database) == mark)
    }

    @Test("A database behind the mark has another epoch, and versions that never were", arguments: TestEngine.allCases)
    func behind(engine: TestEngine) async throws {
        let (database, installation, mark) = try await open(engine)
        let told = InstallationMark(epoch: mark.epoch, versions: mark.versions.mapValues { $0 + 100 })
        let renewed = try await prepare(database, told)
        #expect(renewed.isRenewed && renewed.epoch > installation.epoch && renewed.owner == installation.owner)
        let now = try await InstallationMark.current(of: database)
        #expect(now.epoch == renewed.epoch && now.versions.keys == mark.versions.keys)
        #expect(now.versions.values.allSatisfy { $0 > 1_000_000 })
        // A process that was killed before it kept the new mark still has the old one.
        for known in [told, now] { #expect(try await prepare(database, known).epoch == renewed.epoch) }
    }

    @Test("Another life comes after the one before, whatever the clock says", arguments: TestEngine.allCases)
    func clockSetBack(engine: TestEngine) async throws {
        let (database, installation, mark) = try await open(engine)
        let longAgo = IdentifierSource(clock: WallClock { Timestamp(milliseconds: 1_000) })
        let told = InstallationMark(epoch: mark.epoch, versions: mark.versions.mapValues { $0 + 100 })
        let renewed = try await prepare(database, told, identifiers: longAgo)
        #expect(renewed.isRenewed && renewed.epoch > installation.epoch)
        #expect(try await prepare(database, told).epoch == renewed.epoch)
    }

    @Test("A back-up from before an earlier renewal is behind too", arguments: TestEngine.allCases)
    func earlierLife(engine: TestEngine) async throws {
        let (database, installation, mark) = try await open(engine)
        let epoch = try #require(Identifier(installation.epoch))
        let later = InstallationMark(epoch: identifiers.next(after: epoch).text, versions: mark.versions.mapValues { _ in 1 })
        let renewed = try await prepare(database, later)
        #expect(renewed.isRenewed && renewed.epoch > later.epoch)
    }

    @Test("Without a mark a file of SQLite is not believed; a new process on PostgreSQL has none", arguments: TestEngine.allCases)
    func withoutMark(engine: TestEngine) async throws {
        let (database, _, _) = try await open(engine)
        #expect(try await prepare(database, nil).isRenewed == (engine == .sqlite))
    }

    @Test("A person may say that it was put back", arguments: TestEngine.allCases)
    func said(engine: TestEngine) async throws {
        let (database, installation, mark) = try await open(engine)
        let renewed = try await prepare(database, mark, isRestored: true)
        #expect(renewed.isRenewed && renewed.epoch != installation.epoch)
    }

    @Test("A database of PostgreSQL whose tables were made anew is another place")
    func otherPlace() async throws {
        let (database, installation, mark) = try await open(.postgres)
        try await database.write { connection in
            try connection.execute("CREATE TABLE copy (LIKE installation INCLUDING ALL)")
            try connection.execute("INSERT INTO copy SELECT * FROM installation")
            try connection.execute("DROP TABLE installation")
            try connection.execute("ALTER TABLE copy RENAME TO installation")
        }
        let renewed = try await prepare(database, mark)
        #expect(renewed.isRenewed && renewed.owner == installation.owner)
        #expect(try await prepare(database, nil).epoch == renewed.epoch)
    }

    @Test("Of processes that start together one renews it")
    func together() async throws {
        let (database, _, mark) = try await open(.postgres)
        let told = InstallationMark(epoch: mark.epoch, versions: mark.versions.mapValues { $0 + 1 })
        let installations = try await withThrowingTaskGroup(of: Installation.self) { group in
            for _ in 0..<6 { group.addTask { try await prepare(database, told) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(installations.map(\.epoch)).count == 1)
        #expect(installations.count { $0.isRenewed } == 1)
    }
}
