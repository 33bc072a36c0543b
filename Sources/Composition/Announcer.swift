import Sync
import Synchronization

/// Joins what ends answers with what tells devices of it, which are made one after the other and need each other.
final class Announcer: Sendable {
    private let sync = Mutex<SyncServer?>(nil)

    func connect(_ sync: SyncServer) {
        self.sync.withLock { $0 = sync }
    }

    var announce: @Sendable (FinishedAnswer) -> Void {
        { [self] answer in sync.withLock { $0 }?.announce(answer) }
    }
}
