/// Decides how far a stretch of the change log reaches when each kind of row was read up to a limit of its own, so that no version is
/// split between two stretches.
struct LogHorizon {
    /// The version up to which the stretch is complete, as far as is known yet.
    private(set) var version: Int64

    init(through version: Int64) {
        self.version = version
    }

    /// Whether rows of one kind, read in the order of versions up to `limit`, are all of one version and may be only part of it: then the
    /// whole version must be read again without a limit.
    static func mustReadWhole(versions: [Int64], limit: Int) -> Bool {
        versions.count >= limit && versions.first == versions.last
    }

    /// Takes the rows of one kind into account.
    mutating func include(versions: [Int64], limit: Int) {
        guard versions.count >= limit, let first = versions.first, let last = versions.last else { return }
        version = min(version, first == last ? last : last - 1)
    }
}
