import Glibc

/// A thread with one connection that runs requests, one after the other, and connects again when the server was away.
final class PostgresWorker {
    private let url: String
    private let options: DatabaseOptions
    private let queue: WorkQueue<PostgresEngine.Work>
    private let status: ServerStatus
    private let rule = RetryRule()
    private var connection: PostgresConnection?

    init(
        url: String, options: DatabaseOptions, queue: WorkQueue<PostgresEngine.Work>, status: ServerStatus,
        connection: PostgresConnection?
    ) {
        self.url = url
        self.options = options
        self.queue = queue
        self.status = status
        self.connection = connection
    }

    /// Works until the queue is closed and empty.
    func run() {
        while let work = queue.next() { run(work) }
    }

    private func run(_ work: PostgresEngine.Work) {
        var run = 1
        while true {
            do {
                let connection = try connected(until: work.request.deadline)
                try self.run(work, on: connection)
                return
            } catch {
                leaveTransaction()
                // What the engine said counts, even if the body made another error of it.
                guard let cause = error.cause, let pause = pause(after: cause, run: run, work) else {
                    work.request.fail(error.reported)
                    return
                }
                if PostgresError.isStaleStatement(cause), connection?.forgetStatements() == false { connection = nil }
                sleep(pause)
                run += 1
            }
        }
    }

    private func pause(after error: DatabaseError, run: Int, _ work: PostgresEngine.Work) -> UInt64? {
        rule.pause(
            after: error, run: run, now: MonotonicTime.now(), deadline: work.request.deadline, random: .random(in: 0..<1))
    }

    /// What ended a run: the error for the caller, and the engine's error if there was one.
    private struct Failure: Error {
        let reported: any Error
        let cause: DatabaseError?
    }

    private func run(_ work: PostgresEngine.Work, on connection: PostgresConnection) throws(Failure) {
        let lent = Connection(connection)
        do {
            try connection.begin(work.mode)
            let deliver = try work.request.run(on: lent)
            switch work.mode {
            case .read:
                // Nothing depends on how a read ends, so the caller need not wait for it.
                deliver()
                leaveTransaction()
            case .write:
                try connection.commit()
                deliver()
            }
        } catch {
            throw Failure(reported: error, cause: lent.failure ?? error as? DatabaseError)
        }
    }

    private func leaveTransaction() {
        guard let connection else { return }
        if !connection.rollBack() || connection.isLost {
            self.connection = nil
            status.report(reachable: false)
        }
    }

    /// The connection, made anew if it was lost. Tries until the deadline; then the error is ``DatabaseError/connectionLost``.
    private func connected(until deadline: UInt64) throws(Failure) -> PostgresConnection {
        if let connection { return connection }
        var run = 1
        while true {
            do {
                let made = try PostgresConnection(url: url, options: options)
                connection = made
                status.report(reachable: true)
                return made
            } catch {
                status.report(reachable: false)
                let now = MonotonicTime.now()
                guard
                    let pause = RetryRule(runs: .max, firstPause: 50_000_000).pause(
                        after: .connectionLost, run: run, now: now, deadline: deadline, random: .random(in: 0.5..<1))
                else { throw Failure(reported: DatabaseError.connectionLost, cause: nil) }
                sleep(pause)
                run += 1
            }
        }
    }

    private func sleep(_ nanoseconds: UInt64) {
        var time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        nanosleep(&time, nil)
    }
}
