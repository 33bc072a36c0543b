import Identifiers
import Testing

@testable import Jobs

@Suite struct WorkerStateTests {
    private let identifiers = IdentifierSource()

    private func run(_ kind: String = "a") -> JobRun {
        JobRun(
            id: identifiers.next(), kind: kind, subject: identifiers.next(), payload: .null, attempt: 1, maxAttempts: 3,
            owner: identifiers.next())
    }

    @Test func jobsOfAKindRunUpToItsLimitAndTheNextOnesWaitInOrder() {
        var state = WorkerState(limits: ["a": 2, "b": 1])
        let runs = (0..<4).map { _ in run() }
        #expect(runs.map { state.place($0) } == [.run, .run, .wait, .wait])
        #expect(state.place(run("b")) == .run)
        #expect(state.free.isEmpty)
        #expect(state.end(runs[1].id) == runs[2])
        #expect(state.end(runs[0].id) == runs[3])
        #expect(state.end(runs[2].id) == nil)
        #expect(state.free == ["a": 1])
        #expect(state.hasPlace(for: "a") && !state.hasPlace(for: "b"))
    }

    @Test func whatIsHereAlreadyOrUnknownIsRefused() {
        var state = WorkerState(limits: ["a": 1])
        let (first, second) = (run(), run())
        #expect(state.place(first) == .run)
        #expect(state.place(first) == .refuse)
        #expect(state.place(second) == .wait)
        #expect(state.place(second) == .refuse)
        #expect(state.place(run("unknown")) == .refuse)
        #expect(state.end(run().id) == nil)
        #expect(state.held.count == 2)
    }

    @Test func lostLeasesCancelWhatRunsAndForgetWhatWaits() {
        var state = WorkerState(limits: ["a": 2])
        let runs = (0..<4).map { _ in run() }
        for run in runs { _ = state.place(run) }
        let asked = state.held
        #expect(state.renewed([runs[0].id, runs[3].id], of: asked) == [runs[1].id])
        #expect(state.end(runs[1].id) == runs[3])
    }

    @Test func aJobThatCameAfterTheRenewalWasAskedForIsNotLost() {
        var state = WorkerState(limits: ["a": 2])
        let (early, late) = (run(), run())
        _ = state.place(early)
        let asked = state.held
        _ = state.place(late)
        #expect(state.renewed([early.id], of: asked).isEmpty)
        #expect(Set(state.held.map(\.id)) == [early.id, late.id])
    }

    @Test func stoppingGivesBackWhatWaitsAndTakesNothingMore() {
        var state = WorkerState(limits: ["a": 1])
        let (first, second) = (run(), run())
        _ = state.place(first)
        _ = state.place(second)
        #expect(state.stop() == [second])
        #expect(state.place(run()) == .refuse)
        #expect(state.end(first.id) == nil)
        #expect(state.free.isEmpty && state.held.isEmpty)
    }

    @Test func padsListsToFewSizesWithoutChangingTheirElements() {
        for count in [0, 1, 4, 5, 32, 33, 256, 257, 1_000] {
            let elements = (0..<count).map(String.init)
            let pieces = Array(PaddedLists(elements))
            #expect(pieces.allSatisfy { [4, 32, 256].contains($0.count) })
            #expect(Set(pieces.joined()) == Set(elements))
        }
    }
}
