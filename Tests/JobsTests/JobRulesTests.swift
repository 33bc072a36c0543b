import Identifiers
import Synchronization
import Testing

@testable import Jobs

@Suite struct JobRulesTests {
    private let rules = JobRules()

    private func verdict(_ attempt: Int, of maxAttempts: Int = 50, isRetryable: Bool = true) -> (JobRules.Verdict, ClosedRange<Int>?) {
        var asked: ClosedRange<Int>?
        let verdict = rules.verdict(attempt: attempt, maxAttempts: maxAttempts, isRetryable: isRetryable) { range in
            asked = range
            return range.upperBound
        }
        return (verdict, asked)
    }

    @Test func theWaitDoublesUpToALimitAndIsDrawnFromAllOfIt() {
        #expect(verdict(1).1 == 0...1_000)
        #expect(verdict(2).1 == 0...2_000)
        #expect(verdict(5).1 == 0...16_000)
        #expect(verdict(9).1 == 0...256_000)
        #expect(verdict(10).1 == 0...300_000)
        #expect(verdict(49).1 == 0...300_000)
        #expect(verdict(2).0 == .retry(after: .seconds(2)))
    }

    @Test func theLastTryAndAHopelessOneAreNotRepeated() {
        #expect(verdict(3, of: 3).0 == .dead)
        #expect(verdict(2, of: 3).0 != .dead)
        #expect(verdict(1, isRetryable: false).0 == .dead)
    }

    @Test func aRhythmIsDueAtOnceAndThenAfterItsInterval() {
        var rhythm = RenewalRhythm(every: .seconds(10))
        let start = ContinuousClock.now
        let due = [0, 9, 10, 19, 20].map { rhythm.isDue(at: start + .seconds($0)) }
        #expect(due == [true, false, true, false, true])
    }

    @Test func theClockOfAProcessGoesOnFromWhereItBeganWhateverTheMachinesIsSetTo() {
        let start = ContinuousClock.now
        let passed = Mutex(Duration.zero)
        let clock = WallClock.steady(from: Timestamp(milliseconds: 1_000)) { start + passed.withLock { $0 } }
        #expect(clock.now().milliseconds == 1_000)
        passed.withLock { $0 = .seconds(5) }
        #expect(clock.now().milliseconds == 6_000)
    }
}
