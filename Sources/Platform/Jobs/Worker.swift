import Identifiers
import Synchronization

/// The running half of a queue: hands leased jobs to the task that owns them, and can cancel each.
final class Worker: Sendable {
    private struct State {
        var jobs: WorkerState
        var tasks: [Identifier: Task<Void, Never>] = [:]
        /// Jobs that were to be cancelled before their task had begun.
        var cancelled: Set<Identifier> = []
        var idleWaiters: [CheckedContinuation<Void, Never>] = []

        /// Those who wait for idleness, if it has come.
        mutating func takeIdleWaiters() -> [CheckedContinuation<Void, Never>] {
            guard jobs.held.isEmpty else { return [] }
            defer { idleWaiters = [] }
            return idleWaiters
        }

        /// Marks running jobs as cancelled; returns the tasks of those that have begun.
        mutating func cancel(_ running: [Identifier]) -> [Task<Void, Never>] {
            cancelled.formUnion(running)
            return running.compactMap { tasks[$0] }
        }
    }

    private let state: Mutex<State>
    /// Jobs to run. Bounded by the places that there are.
    let starts: AsyncStream<JobRun>
    private let toStart: AsyncStream<JobRun>.Continuation
    /// Says that it is time to look for due jobs. However often it is said, once is enough.
    let nudges: AsyncStream<Void>
    private let toNudge: AsyncStream<Void>.Continuation

    /// A worker that has no places until it is given some.
    init() {
        state = Mutex(State(jobs: WorkerState(limits: [:])))
        (starts, toStart) = AsyncStream.makeStream()
        (nudges, toNudge) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var free: [String: Int] { state.withLock { $0.jobs.free } }

    var held: [JobRun] { state.withLock { $0.jobs.held } }

    var isStopping: Bool { state.withLock { $0.jobs.isStopping } }

    /// From now on it takes so many jobs of each kind at once.
    func open(_ limits: [String: Int]) { state.withLock { $0.jobs.limits = limits } }

    func hasPlace(for kind: String) -> Bool { state.withLock { $0.jobs.hasPlace(for: kind) } }

    func nudge() { toNudge.yield() }

    /// Runs the job now or when a place becomes free.
    @discardableResult
    func start(_ run: JobRun) -> WorkerState.Placement {
        // Handed on under the lock: what counts as running is carried, even if the worker is stopped at this moment.
        state.withLock { state in
            let placement = state.jobs.place(run)
            if placement == .run { toStart.yield(run) }
            return placement
        }
    }

    /// Returns when nothing runs.
    func untilIdle() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.jobs.held.isEmpty { return true }
                state.idleWaiters.append(continuation)
                return false
            }
            if isIdle { continuation.resume() }
        }
    }

    /// Runs a job's body as a task that can be cancelled by its name, and gives its place to the next one.
    func carry(_ run: JobRun, _ body: @escaping @Sendable () async -> Void) async {
        let task = Task(operation: body)
        let isCancelled = state.withLock { state in
            state.tasks[run.id] = task
            return state.cancelled.contains(run.id)
        }
        if isCancelled { task.cancel() }
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        let idleWaiters = state.withLock { state in
            state.tasks[run.id] = nil
            state.cancelled.remove(run.id)
            if let next = state.jobs.end(run.id) { toStart.yield(next) } else { nudge() }
            return state.takeIdleWaiters()
        }
        for waiter in idleWaiters { waiter.resume() }
    }

    /// The lease of a job that runs is being given up: when it is gone, that is no loss.
    func leave(_ run: JobRun) { state.withLock { $0.jobs.leave(run) } }

    /// Cancels the jobs whose leases are lost; returns which those are.
    func renewed(_ kept: Set<Identifier>, of asked: [JobRun]) -> [Identifier] {
        let (lost, tasks) = state.withLock { state in
            let lost = state.jobs.renewed(kept, of: asked)
            return (lost, state.cancel(lost))
        }
        for task in tasks { task.cancel() }
        return lost
    }

    /// Takes no more jobs; returns those that waited. The loops over `starts` and `nudges` end.
    func stop() -> [JobRun] {
        state.withLock { state in
            toStart.finish()
            toNudge.finish()
            return state.jobs.stop()
        }
    }

    /// Cancels everything that runs.
    func cancelAll() {
        for task in state.withLock({ $0.cancel($0.jobs.running.map(\.id)) }) { task.cancel() }
    }
}
