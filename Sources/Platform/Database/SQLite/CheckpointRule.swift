/// Decides when the pages of the write-ahead log are moved to the database.
///
/// Moving costs two syncs of the disk, so it is put off to a moment in which nobody waits; but the log must not grow
/// without bound, and a reader slows down as it grows.
struct CheckpointRule: Sendable {
    enum Step: Equatable {
        case none
        /// Move what can be moved without waiting for anyone.
        case passive
        /// Wait for readers, move everything and cut the file.
        case complete
    }

    /// Pages (of 4 KiB) from which an idle moment is used.
    var idlePages = 500
    /// Pages from which writers have to wait for it.
    var busyPages = 4_000
    /// Pages from which readers are waited for as well: a long read held back all earlier attempts.
    var urgentPages = 16_000
    /// After waiting in vain the log may grow by this much before writers wait again.
    var patiencePages = 4_000
    private var heldBackAt: Int?

    /// Tells the outcome of a complete step: the pages that are left.
    mutating func didComplete(left: Int) {
        heldBackAt = left >= urgentPages ? left : nil
    }

    func step(pages: Int, isIdle: Bool) -> Step {
        let urgent = heldBackAt.map { $0 + patiencePages } ?? urgentPages
        if pages >= urgent { return .complete }
        if pages >= busyPages || (isIdle && pages >= idlePages) { return .passive }
        return .none
    }
}
