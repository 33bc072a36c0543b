/// Which kinds of jobs this process does, how, and how many of each at once.
public struct JobHandlers: Sendable {
    struct Entry: Sendable {
        let limit: Int
        let handler: JobHandler
    }

    private(set) var entries: [String: Entry] = [:]

    var limits: [String: Int] { entries.mapValues(\.limit) }

    /// No kinds.
    public init() {}

    /// Adds a kind, or replaces it.
    ///
    /// - Parameter limit: how many run at once in this process; those above wait.
    public mutating func add(_ kind: String, limit: Int, _ handler: @escaping JobHandler) {
        entries[kind] = Entry(limit: max(1, limit), handler: handler)
    }
}
