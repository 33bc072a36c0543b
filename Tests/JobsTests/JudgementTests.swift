import Testing

@testable import Jobs

struct JudgementTests {
    private let start = ContinuousClock.now

    private func time(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

    @Test func whoKeepsItsRoundsTakesWhatIsOver() {
        var judgement = Judgement(rules: JobRules())
        for second in 0..<20 {
            let may = judgement.mayRevive(at: time(second))
            #expect(may)
            judgement.roundEnded(at: time(second))
        }
    }

    @Test func whoWasAwayLetsTheOthersRenewFirst() {
        var judgement = Judgement(rules: JobRules())
        var verdicts: [Bool] = []
        // After the first round the database is away for twenty seconds.
        for second in [0, 20, 25, 26] {
            verdicts.append(judgement.mayRevive(at: time(second)))
            judgement.roundEnded(at: time(second))
        }
        #expect(verdicts == [true, false, false, true])
    }

    @Test func anotherWorkerTakesOverWithinTenSeconds() {
        let rules = JobRules()
        #expect(rules.lease + rules.poll <= .seconds(10))
        #expect(rules.renewal * 2 < rules.lease)
    }
}
