/// Decides which steps a database still needs.
struct MigrationPlan {
    /// A step as the database remembers it.
    struct Applied: Sendable {
        let name: String
        let checksum: String
    }

    /// The steps to apply, in order.
    let pending: [Migration]

    /// - Parameters:
    ///   - known: the program's steps, each feature's together and in the order of their numbers.
    ///   - applied: the database's record.
    init(known: [Migration], applied: [Applied]) throws(MigrationError) {
        try MigrationPlan.checkNames(known)
        var left = Dictionary(applied.map { ($0.name, $0.checksum) }, uniquingKeysWith: { first, _ in first })
        var pending: [Migration] = []
        var featuresWithPending: Set<Substring> = []
        for migration in known {
            let feature = migration.name.prefix { $0 != "/" }
            if let checksum = left.removeValue(forKey: migration.name) {
                guard checksum == migration.checksum else { throw .changed(name: migration.name) }
                guard !featuresWithPending.contains(feature) else { throw .order(name: migration.name) }
            } else {
                featuresWithPending.insert(feature)
                pending.append(migration)
            }
        }
        if let unknown = left.keys.min() { throw .newerDatabase(name: unknown) }
        self.pending = pending
    }

    /// `feature/0001_subject`: the numbers of each feature count up from 1.
    private static func checkNames(_ known: [Migration]) throws(MigrationError) {
        var numbers: [Substring: Int] = [:]
        for migration in known {
            let parts = migration.name.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let underscore = parts[1].firstIndex(of: "_") else {
                throw .order(name: migration.name)
            }
            let digits = parts[1][..<underscore]
            let expected = numbers[parts[0], default: 0] + 1
            guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (48...57).contains($0) }), Int(digits) == expected else {
                throw .order(name: migration.name)
            }
            numbers[parts[0]] = expected
        }
    }
}
