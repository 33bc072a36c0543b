import Identifiers
import Synchronization
import Testing

@testable import Jobs

@Suite struct WorkerTests {
    private func run(_ id: Identifier = IdentifierSource().next()) -> JobRun {
        let source = IdentifierSource()
        return JobRun(
            id: id, kind: "a", subject: source.next(), payload: .null, attempt: 1, maxAttempts: 3, owner: source.next())
    }

    /// Carries what the worker hands out, until it stops.
    private func carrying(_ worker: Worker, _ body: @escaping @Sendable (JobRun) async -> Void) -> Task<Void, Never> {
        Task {
            await withDiscardingTaskGroup { group in
                for await run in worker.starts { group.addTask { await worker.carry(run) { await body(run) } } }
            }
        }
    }

    @Test func whatCountsAsRunningIsCarriedHoweverStartAndStopFall() async {
        for _ in 0..<200 {
            let worker = Worker()
            worker.open(["a": 1])
            let carried = Mutex(0)
            let carrying = carrying(worker) { _ in carried.withLock { $0 += 1 } }
            let runs = [run(), run(), run()]
            async let starting = withTaskGroup(of: WorkerState.Placement.self) { group in
                for run in runs { group.addTask { worker.start(run) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            await Task.yield()
            let givenBack = worker.stop().count
            let refused = await starting.filter { $0 == .refuse }.count
            await worker.untilIdle()
            await carrying.value
            #expect(carried.withLock { $0 } + givenBack + refused == runs.count)
        }
    }

    @Test func cancellingWhatHasEndedDoesNotTouchItsNextTry() async {
        let worker = Worker()
        worker.open(["a": 1])
        let cancellations = Mutex(0)
        let carrying = carrying(worker) { _ in
            if Task.isCancelled { cancellations.withLock { $0 += 1 } }
        }
        let first = run()
        worker.start(first)
        await worker.untilIdle()
        #expect(worker.renewed([], of: [first]) == [])
        worker.cancelAll()
        worker.start(run(first.id))
        await worker.untilIdle()
        _ = worker.stop()
        await carrying.value
        #expect(cancellations.withLock { $0 } == 0)
    }
}
