/// Where the data lives.
public enum DatabaseLocation: Sendable, Equatable {
    /// SQLite in private temporary files, in memory where the system has a memory file system. It behaves as `.sqlite` does
    /// but is gone with the process, however that ends.
    case memory
    /// SQLite in this file. The folder must exist; the file is created with access for its owner only (0600).
    case sqlite(path: String)
    /// PostgreSQL 13 or later at a libpq address: `postgres://user:password@host:port/database?sslmode=…`. Beware: it may
    /// hold a password.
    case postgres(url: String)
}
