import Database
import Identifiers
import Lifecycle
import Spaces
import Synchronization
import TestSupport
import Testing

@testable import Composition

@Suite("How far devices may have been told is kept beside the data")
struct MarkKeeperTests {
    private let folder: TestFolder
    private let database: Database
    private let file: OriginalFile
    private let installation: Installation
    private let alarms = Alarms()

    final class Alarms: Sendable {
        let count = Atomic(0)
    }

    init() async throws {
        folder = try TestFolder()
        file = OriginalFile(at: TestFolder.inside(folder, "mark"))
        database = try await TestDatabase.open(.sqlite, migrations: SpacesMigrations.all)
        installation = try await Installation.prepare(database, clock: .system, identifiers: IdentifierSource())
    }

    private var keeper: MarkKeeper {
        MarkKeeper(database: database, file: file, epoch: installation.epoch, log: .silent) { [alarms] in
            alarms.count.add(1, ordering: .relaxed)
        }
    }

    private var kept: InstallationMark? { file.read().flatMap(InstallationMark.init) }

    private func setVersion(_ version: Int64) async throws {
        try await database.write { try $0.execute("UPDATE spaces SET version = \(version)") }
    }

    @Test("What is kept is where the database stands, and is written when that is another")
    func keeps() async throws {
        let first = await keeper.keep(after: nil)
        #expect(first == kept && first?.epoch == installation.epoch)
        let bytes = file.read()
        #expect(await keeper.keep(after: first) == first)
        try await setVersion(17)
        let second = await keeper.keep(after: first)
        #expect(second == kept && second.map { Array($0.versions.values) } == [17])
        #expect(file.read() != bytes && alarms.count.load(ordering: .relaxed) == 0)
    }

    @Test("A database that falls back under the server raises the alarm, and the mark stays for the next start")
    func fallsBack() async throws {
        try await setVersion(900)
        let told = await keeper.keep(after: nil)
        try await setVersion(850)
        #expect(await keeper.keep(after: told) == told)
        #expect(kept == told && alarms.count.load(ordering: .relaxed) == 1)
        #expect(try await Installation.prepare(database, mark: kept, clock: .system, identifiers: IdentifierSource()).isRenewed)
    }

    @Test("So does one that another process has given another life")
    func otherLife() async throws {
        let told = await keeper.keep(after: nil)
        _ = try await Installation.prepare(database, mark: told, isRestored: true, clock: .system, identifiers: IdentifierSource())
        #expect(await keeper.keep(after: told) == told)
        #expect(kept == told && alarms.count.load(ordering: .relaxed) == 1)
    }

    @Test("A database that is away, or a disk that is full, changes nothing")
    func away() async throws {
        let told = await keeper.keep(after: nil)
        await database.close()
        #expect(await keeper.keep(after: told) == told)
        #expect(kept == told && alarms.count.load(ordering: .relaxed) == 0)
    }

    @Test("What is no mark is none", arguments: ["", "{}", "[]", #"{"epoch":1,"versions":{}}"#, #"{"epoch":"e"}"#])
    func notAMark(text: String) {
        #expect(InstallationMark(Array(text.utf8)) == nil)
    }
}
