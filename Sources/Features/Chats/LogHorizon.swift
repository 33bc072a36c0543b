/// Decides how far a stretch of the change log reaches when each kind of row was looked up to a limit of its own, so that no version is split
/// between two stretches.
struct LogHorizon {
    private var version: Int64
    private var entries: [LogEntry] = []

    init(through version: Int64) {
        self.version = version
    }

    /// Whether entries of one kind, in the order of versions up to `limit`, are all of one version and may be only part of it: then the whole
    /// version must be looked up again without a limit.
    static func mustBeWhole(_ entries: [LogEntry], limit: Int) -> Bool {
        entries.count >= limit && entries.first?.version == entries.last?.version
    }

    /// Takes the entries of one kind into account.
    mutating func include(_ found: [LogEntry], limit: Int) {
        entries += found
        guard found.count >= limit, let first = found.first?.version, let last = found.last?.version else { return }
        version = min(version, first == last ? last : last - 1)
    }

    /// The version with which the stretch ends: at the latest the one in which `limit` bytes are passed.
    func end(within limit: Int) -> Int64 {
        var bytes = 0
        var reached = Int64.min
        for entry in entries.filter({ $0.version <= version }).sorted(by: { $0.version < $1.version }) {
            if bytes > limit, entry.version > reached { return reached }
            bytes += entry.bytes
            reached = entry.version
        }
        return version
    }
}
