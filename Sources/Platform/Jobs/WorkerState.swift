import Identifiers

/// What one process holds leases for: decides which jobs run, which wait for a place, and which have to stop.
struct WorkerState {
    /// What to do with a leased job.
    enum Placement: Equatable {
        case run
        /// All places of its kind are taken; it is run when one becomes free.
        case wait
        /// It is here already, of an unknown kind, or the worker stops.
        case refuse
    }

    /// How many jobs of each kind may run at once.
    var limits: [String: Int]
    private var places: [Identifier: JobRun] = [:]
    private var counts: [String: Int] = [:]
    private var waiting: [JobRun] = []
    /// Jobs that run and whose leases are being given up: that these are gone is no loss.
    private var leaving: Set<Identifier> = []
    private(set) var isStopping = false

    init(limits: [String: Int]) {
        self.limits = limits
    }

    /// The jobs that run.
    var running: [JobRun] { Array(places.values) }

    /// The jobs whose leases have to be renewed.
    var held: [JobRun] { running + waiting }

    /// How many more jobs of each kind can be taken; only kinds with places.
    var free: [String: Int] {
        guard !isStopping else { return [:] }
        var free = limits
        for (kind, count) in counts { free[kind, default: 0] -= count }
        for run in waiting { free[run.kind, default: 0] -= 1 }
        return free.filter { $0.value > 0 }
    }

    func hasPlace(for kind: String) -> Bool { free[kind] != nil }

    mutating func place(_ run: JobRun) -> Placement {
        guard !isStopping, let limit = limits[run.kind], places[run.id] == nil, !waiting.contains(where: { $0.id == run.id }) else {
            return .refuse
        }
        guard counts[run.kind, default: 0] < limit else {
            waiting.append(run)
            return .wait
        }
        begin(run)
        return .run
    }

    /// The lease of a job that runs is being given up: it is done, has failed, or goes back to the queue.
    mutating func leave(_ run: JobRun) {
        if places[run.id] == run { leaving.insert(run.id) }
    }

    /// A job ended; returns one that waited for its place and runs now.
    mutating func end(_ id: Identifier) -> JobRun? {
        guard let run = places.removeValue(forKey: id) else { return nil }
        counts[run.kind, default: 0] -= 1
        leaving.remove(id)
        guard !isStopping, let index = waiting.firstIndex(where: { $0.kind == run.kind }) else { return nil }
        let next = waiting.remove(at: index)
        begin(next)
        return next
    }

    /// The leases of all others that were asked for are lost: returns the running ones, which have to be cancelled.
    mutating func renewed(_ kept: Set<Identifier>, of asked: [JobRun]) -> [Identifier] {
        let lost = asked.filter { !kept.contains($0.id) }
        waiting.removeAll { lost.contains($0) }
        return lost.filter { places[$0.id] == $0 && !leaving.contains($0.id) }.map(\.id)
    }

    /// Takes no more jobs; returns those that were still waiting, to be given back.
    mutating func stop() -> [JobRun] {
        isStopping = true
        defer { waiting = [] }
        return waiting
    }

    private mutating func begin(_ run: JobRun) {
        places[run.id] = run
        counts[run.kind, default: 0] += 1
    }
}
