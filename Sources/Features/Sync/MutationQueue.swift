import Identifiers

/// The mutations of one device, in the order in which they arrived (rule 9). It has no limit of its own: who reads the socket waits while the
/// session's backlog is too large.
struct MutationQueue {
    private var waiting: [(mutation: Mutation, weight: Int)] = []
    private(set) var performing: Identifier?
    private var performingWeight = 0
    /// How many have arrived.
    private(set) var accepted = 0
    /// How many have been carried out or refused.
    private(set) var done = 0
    /// Bytes of those that are not done.
    private(set) var weight = 0

    mutating func add(_ mutation: Mutation, weight: Int) {
        waiting.append((mutation, weight))
        accepted += 1
        self.weight += weight
    }

    /// The next one to be carried out, when none is.
    mutating func next() -> Mutation? {
        guard performing == nil, !waiting.isEmpty else { return nil }
        let first = waiting.removeFirst()
        performing = first.mutation.id
        performingWeight = first.weight
        return first.mutation
    }

    /// The one that was being carried out is done.
    mutating func finish() -> Identifier? {
        guard let id = performing else { return nil }
        performing = nil
        weight -= performingWeight
        done += 1
        return id
    }
}
