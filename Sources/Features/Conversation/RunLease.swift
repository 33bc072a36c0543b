import Database
import Jobs
import Problems

/// The right of one try to write an answer. Who has lost it can neither keep a text of the answer nor end it.
struct RunLease: Sendable {
    let jobs: Jobs
    let job: JobRun

    /// Makes sure of the lease until the transaction ends.
    ///
    /// - Throws: `run_taken_over`.
    func hold(in connection: Connection) throws {
        do { try jobs.hold(job, in: connection) } catch is LeaseLost { throw Problem(.runTakenOver) }
    }

    /// Marks the job as done, in the transaction that makes the answer final.
    ///
    /// - Throws: `run_taken_over`.
    func complete(in connection: Connection) throws {
        do { try jobs.complete(job, in: connection) } catch is LeaseLost { throw Problem(.runTakenOver) }
    }
}
