import Database
import Identifiers
import JSON
import Lifecycle
import Problems
import Spaces
import Telemetry

/// Keeps beside the data how far devices may have been told of it, so that the next start knows a database that was put back by what it lacks
/// (docs/decisions/0008). What it keeps is committed, so that it may lag behind the database, and is never ahead of it by itself.
struct MarkKeeper: Sendable {
    /// How much a killed process has not kept.
    private static let interval = Duration.seconds(3)

    let database: Database
    let file: OriginalFile
    let epoch: String
    let log: Log
    /// Called when the database has been put back under this process.
    let putBack: @Sendable () -> Void

    /// Keeps the mark now and then until it is cancelled, and once more with ``keep(after:)`` when nothing else runs. Gives what it kept last.
    func run(after first: InstallationMark?) async -> InstallationMark? {
        var last = first
        while true {
            do { try await Task.sleep(for: Self.interval) } catch { return last }
            last = await keep(after: last)
        }
    }

    /// Keeps where the database stands, if that is elsewhere than `last`. Gives what is kept now.
    func keep(after last: InstallationMark?) async -> InstallationMark? {
        guard let now = try? await InstallationMark.current(of: database), now != last else { return last }
        guard now.epoch == epoch, last?.isAhead(of: now) != true else {
            putBack()
            return last
        }
        do throws(DataFolderError) {
            try file.write(now.encoded())
            return now
        } catch {
            log.warning("mark_not_kept")
            return last
        }
    }
}

extension InstallationMark {
    /// As it is kept.
    func encoded() -> [UInt8] {
        JSONWriter.object { mark in
            mark.field("epoch", epoch)
            mark.object("versions") { list in
                for (space, version) in versions { list.field(space.text, version) }
            }
        }
    }

    /// What was kept; nil when that is no mark.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSON.parse(bytes), let epoch = json["epoch"]?.stringValue, case .object(let members) = json["versions"] else {
            return nil
        }
        var versions: [Identifier: Int64] = [:]
        for member in members {
            guard let space = Identifier(member.key), let version = member.value.intValue else { return nil }
            versions[space] = version
        }
        self.init(epoch: epoch, versions: versions)
    }
}
