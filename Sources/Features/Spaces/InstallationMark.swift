import Database
import Identifiers
import Problems

/// How far devices may have been told of a database: its epoch and the versions of its spaces, as they were committed at one moment.
///
/// It is kept beside the data, so that the next start sees whether the database has been put back meanwhile (docs/decisions/0008).
public struct InstallationMark: Sendable, Equatable {
    /// The life of the database.
    public let epoch: String
    /// The number of the last transaction of each space.
    public let versions: [Identifier: Int64]

    /// A mark.
    public init(epoch: String, versions: [Identifier: Int64]) {
        self.epoch = epoch
        self.versions = versions
    }

    /// Whether a database that stands at `other` lacks what this mark has seen: a later life, since epochs are identifiers of version 7 and so
    /// in the order of their times, or a later version of a space that both know.
    public func isAhead(of other: InstallationMark) -> Bool {
        if epoch != other.epoch { return epoch > other.epoch }
        return versions.contains { space, version in version > other.versions[space] ?? .max }
    }

    /// Where a database stands. All of it is committed, and so on disk.
    public static func current(of database: Database) async throws(Problem) -> InstallationMark {
        try await storage { try await database.read { try InstallationTables.mark(in: $0) } }
    }
}
