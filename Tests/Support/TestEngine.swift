import Database
import Testing

/// The engines that a parameterised test runs on: `@Test(arguments: TestEngine.allCases) func …(engine: TestEngine)`.
public enum TestEngine: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// SQLite in a private temporary folder.
    case sqlite
    /// A real PostgreSQL server, started once a process, in a schema of the test's own.
    case postgres

    /// The name of the engine.
    public var testDescription: String { rawValue }
}

/// Empty databases for tests.
public enum TestDatabase {
    /// All engines.
    public static func all() -> [TestEngine] { TestEngine.allCases }

    /// A fresh, empty place for data that nothing else uses. It may be opened several times.
    public static func location(_ engine: TestEngine) async throws -> DatabaseLocation {
        switch engine {
        case .sqlite: .memory
        case .postgres: .postgres(url: try await TestPostgres.shared().freshURL())
        }
    }

    /// A fresh database with the given schema. It goes away with the process, or when it is closed.
    public static func open(
        _ engine: TestEngine, migrations: [Migration] = [], readers: Int = 2, options: DatabaseOptions = DatabaseOptions()
    ) async throws -> Database {
        let database = try await Database.open(try await location(engine), readers: readers, options: options)
        if !migrations.isEmpty { try await database.migrate(migrations) }
        return database
    }
}
