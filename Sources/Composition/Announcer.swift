import Identifiers
import Notifications
import Sync
import Synchronization

/// Joins what ends answers with what tells of it, which are made one after the other and need each other.
final class Announcer: Sendable {
    private let cluster: ClusterMember?
    private let listeners = Mutex<(sync: SyncServer, notifications: Notifications)?>(nil)

    init(cluster: ClusterMember?) {
        self.cluster = cluster
    }

    func connect(_ sync: SyncServer, _ notifications: Notifications) {
        listeners.withLock { $0 = (sync, notifications) }
    }

    var announce: @Sendable (FinishedAnswer) -> Void {
        { [self] answer in
            guard let (sync, notifications) = listeners.withLock({ $0 }) else { return }
            sync.announce(answer)
            cluster?.tell(answer)
            notifications.finished(answer: answer)
        }
    }

    /// Whether a device of the space is connected to this process.
    var isAttended: @Sendable (Identifier) -> Bool {
        { [self] space in listeners.withLock { $0 }.map { $0.sync.connections(in: space) > 0 } ?? false }
    }
}
