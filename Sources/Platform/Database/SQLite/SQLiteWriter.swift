/// The one thread that changes a SQLite file.
///
/// Group commit: a sync of the disk costs more than most bodies, so the bodies that arrive while a transaction runs join
/// it, each behind a savepoint of its own, and one sync commits them all. Nobody hears of success before the commit. A body
/// that fails undoes only itself.
final class SQLiteWriter {
    /// How many bodies one group may hold.
    private static let groupLimit = 256

    private struct Finished {
        let request: Request
        let deliver: @Sendable () -> Void
    }

    private let connection: SQLiteConnection
    private let queue: WorkQueue<SQLiteEngine.Write>
    private let groupTime: UInt64
    private var checkpointRule = CheckpointRule()
    private let events: @Sendable (DatabaseEvent) -> Void

    init(_ connection: SQLiteConnection, queue: WorkQueue<SQLiteEngine.Write>, options: DatabaseOptions) {
        self.connection = connection
        self.queue = queue
        groupTime = MonotonicTime.nanoseconds(options.groupTime)
        events = options.events
    }

    /// Works until the queue is closed and empty.
    func run() {
        var next = queue.next()
        while let write = next {
            var left: SQLiteEngine.Write?
            switch write {
            case .transaction(let request): left = runGroup(startingWith: request)
            case .bare(let request): runBare(request)
            }
            checkpointIfDue(isIdle: left == nil && queue.count == 0)
            next = left ?? queue.next()
        }
        connection.checkpoint(waiting: true)
    }

    /// Returns what was taken from the queue and does not belong into a group.
    private func runGroup(startingWith first: Request) -> SQLiteEngine.Write? {
        let end = MonotonicTime.now() &+ groupTime
        guard let head = runFirst(first) else { return nil }
        var group = [head]
        var left: SQLiteEngine.Write?
        joining: while group.count < Self.groupLimit, MonotonicTime.now() < end, let write = queue.poll() {
            guard case .transaction(let request) = write else {
                left = write
                break joining
            }
            switch runNext(request) {
            case .success(let finished): group.append(finished)
            case .failure(.wholeGroup):
                for finished in group { runAlone(finished.request) }
                return nil
            }
        }
        commit(group)
        return left
    }

    private func runFirst(_ request: Request) -> Finished? {
        do {
            try connection.beginWrite()
            let deliver = try request.run(on: Connection(connection))
            return Finished(request: request, deliver: deliver)
        } catch {
            connection.rollBack()
            request.fail(error)
            return nil
        }
    }

    private enum Loss: Error {
        /// SQLite undid the whole transaction, as it does when the disk is full.
        case wholeGroup
    }

    /// What a body throws is told after the commit too: it may rest on what others of the group have written, such as that something was done
    /// before.
    private func runNext(_ request: Request) -> Result<Finished, Loss> {
        do {
            try connection.setSavepoint(0)
            let deliver = try request.run(on: Connection(connection))
            try connection.releaseSavepoint(0)
            return .success(Finished(request: request, deliver: deliver))
        } catch {
            let isUndone = connection.isInTransaction && (try? connection.rollBackToSavepoint(0)) != nil
            if isUndone { return .success(Finished(request: request) { request.fail(error) }) }
            connection.rollBack()
            request.fail(error)
            return .failure(.wholeGroup)
        }
    }

    private func runAlone(_ request: Request) {
        if let finished = runFirst(request) { commit([finished]) }
    }

    private func commit(_ group: [Finished]) {
        do {
            try connection.commit()
            for finished in group { finished.deliver() }
        } catch {
            connection.rollBack()
            // A deferred rule is checked here: each runs again alone, so that only the one that broke it fails.
            if case .constraint = error, group.count > 1 {
                for finished in group { runAlone(finished.request) }
                return
            }
            // Once the log may have been written, only the next start can tell whether the commit is in it.
            let reported: DatabaseError = if case .inputOutput = error { .commitUnknown } else { error }
            for finished in group { finished.request.fail(reported) }
        }
    }

    private func runBare(_ request: Request) {
        do {
            try request.run(on: Connection(connection))()
        } catch {
            connection.rollBack()
            request.fail(error)
        }
    }

    private func checkpointIfDue(isIdle: Bool) {
        switch checkpointRule.step(pages: connection.logPages, isIdle: isIdle) {
        case .none: break
        case .passive: connection.checkpoint(waiting: false)
        case .complete:
            connection.checkpoint(waiting: true)
            checkpointRule.didComplete(left: connection.logPages)
            if connection.logPages >= checkpointRule.urgentPages { events(.logIsLong(pages: connection.logPages)) }
        }
    }
}
