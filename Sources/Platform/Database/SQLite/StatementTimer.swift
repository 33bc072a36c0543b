import CSQLite

/// Stops a statement that runs for too long. SQLite asks it every few thousand steps of its machine.
final class StatementTimer {
    private let limit: UInt64
    private var deadline: UInt64?

    init(limit: Duration) {
        self.limit = MonotonicTime.nanoseconds(limit)
    }

    /// Begins to count for the next statement.
    func start() {
        deadline = MonotonicTime.now() &+ limit
    }

    /// Counts no more, for what may take its time.
    func stop() {
        deadline = nil
    }

    /// Makes the connection ask this timer, which must outlive it.
    func attach(to handle: OpaquePointer) {
        sqlite3_progress_handler(
            handle, 20_000,
            { context in
                guard let context else { return 0 }
                return Unmanaged<StatementTimer>.fromOpaque(context).takeUnretainedValue().isOver ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private var isOver: Bool {
        guard let deadline else { return false }
        return MonotonicTime.now() > deadline
    }
}
