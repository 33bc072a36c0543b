import Database
import Identifiers
import Synchronization
import TestSupport
import Testing

@testable import Jobs

/// Interleavings of workers, drawn: nothing runs but what the test lets run.
@Suite struct LeaseTests {
    private struct Refusal: Error {}

    @Test(arguments: TestEngine.allCases) func aJobIsLeasedToItsProcessInTheTransactionThatQueuesIt(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let (here, there) = (fixture.worker(), fixture.worker())
        let job = fixture.job()
        let ticket = try await fixture.enqueue(job, with: here)
        await there.tick(renews: true)
        #expect(there.worker.held.isEmpty)
        let run = try #require(ticket.run)
        #expect(run.attempt == 1 && run.payload == job.payload && run.subject == job.subject)
        try await fixture.commitEffect(run, with: here)
        #expect(try await fixture.state(job.id)?.state == "done")
        #expect(try await fixture.effects(job.id) == [1])
    }

    @Test(arguments: TestEngine.allCases) func aTransactionThatFailsQueuesNothing(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let jobs = fixture.worker()
        let job = fixture.job()
        await #expect(throws: Refusal.self) {
            try await fixture.database.write { connection in
                _ = try jobs.enqueue(job, in: connection)
                throw Refusal()
            }
        }
        #expect(try await fixture.state(job.id) == nil)
    }

    @Test(arguments: TestEngine.allCases) func queueingTheSameJobTwiceIsNoticed(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let jobs = fixture.worker()
        let job = fixture.job()
        try await fixture.enqueue(job, with: jobs)
        await #expect {
            try await fixture.enqueue(job, with: jobs)
        } throws: { error in
            guard case .constraint(.unique, _)? = error as? DatabaseError else { return false }
            return true
        }
    }

    @Test(arguments: TestEngine.allCases) func whatFindsNoPlaceOrIsNotYetDueWaitsForAnyWorker(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let (small, other) = (fixture.worker(limit: 1), fixture.worker())
        let later = try #require(try await fixture.enqueue(fixture.job(), with: small).run)
        try await fixture.database.write { connection in
            _ = try small.table.fail(later, code: "x", verdict: .retry(after: .seconds(60)), in: connection)
        }
        small.start(try await fixture.enqueue(fixture.job(), with: small))
        let second = try await fixture.enqueue(fixture.job(), with: small)
        #expect(second.run == nil)
        await other.tick(renews: false)
        #expect(other.worker.held.map(\.id) == [second.id])
        try await fixture.pass(.seconds(61))
        await other.tick(renews: true)
        #expect(other.worker.held.contains { $0.id == later.id })
    }

    @Test(arguments: TestEngine.allCases) func workersThatRaceNeverHoldTheSameJob(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let made = try await fixture.enqueuePending(60)
        let workers = (0..<4).map { _ in fixture.worker(limit: 7) }
        await withDiscardingTaskGroup { group in
            for worker in workers { group.addTask { await worker.tick(renews: false) } }
        }
        let held = workers.flatMap { $0.worker.held.map(\.id) }
        #expect(Set(held).count == held.count)
        #expect(held.count == 28)
        #expect(try await fixture.states(made).filter { $0 == "running" }.count == 28)
    }

    @Test func aClaimThatIsNotYetCommittedIsPassedOver() async throws {
        let fixture = try await JobFixture(.postgres)
        let made = try await fixture.enqueuePending(4)
        let (first, second) = (fixture.worker(limit: 2), fixture.worker(limit: 10))
        let (hasClaimed, mayCommit) = (Mailbox<Void>(), Mailbox<Void>())
        //  first                     second
        //  claims two, no commit
        //                            claims: the other two, without waiting
        //  commit
        async let claimed = fixture.database.write { connection in
            let claimed = try first.table.claim("answer", limit: 2, owner: first.owner, in: connection)
            hasClaimed.put(())
            blocking { _ = await mayCommit.take() }
            return claimed.map(\.id)
        }
        _ = await hasClaimed.take()
        await second.tick(renews: false)
        mayCommit.put(())
        let ids = try await claimed
        #expect(ids == made.prefix(2).map(\.id))
        #expect(Set(second.worker.held.map(\.id)) == Set(made.suffix(2).map(\.id)))
    }

    @Test(arguments: TestEngine.allCases) func whatAWorkerCommitsAfterItLostItsJobDoesNotCount(engine: TestEngine)
        async throws
    {
        let fixture = try await JobFixture(engine)
        let (dying, heir) = (fixture.worker(), fixture.worker())
        let job = fixture.job()
        let run = try #require(try await fixture.enqueue(job, with: dying).run)
        //  dying              heir
        //  leases
        //                     600 s later: nothing to take
        //                     1,000 s later: takes it, try 2
        //  commits: refused
        //                     commits
        try await fixture.pass(.seconds(600))
        await heir.tick(renews: false)
        #expect(heir.worker.held.isEmpty)
        try await fixture.pass(.seconds(400))
        await heir.tick(renews: false)
        let second = try #require(heir.worker.held.first)
        #expect(second.id == job.id && second.attempt == 2)
        await #expect(throws: LeaseLost.self) { try await fixture.commitEffect(run, with: dying) }
        await #expect(throws: LeaseLost.self) { try await fixture.database.write { try dying.hold(run, in: $0) } }
        #expect(try await fixture.effects(job.id) == [])
        try await fixture.database.write { try heir.hold(second, in: $0) }
        try await fixture.commitEffect(second, with: heir)
        await #expect(throws: LeaseLost.self) { try await fixture.commitEffect(run, with: dying) }
        #expect(try await fixture.effects(job.id) == [2])
        #expect(try await fixture.state(job.id)?.state == "done")
    }

    @Test(arguments: TestEngine.allCases) func aWorkerThatRenewsKeepsItsJobs(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let (living, other) = (fixture.worker(), fixture.worker())
        let ticket = try await fixture.enqueue(fixture.job(), with: living)
        living.start(ticket)
        for _ in 0..<5 {
            try await fixture.pass(.seconds(1_000))
            await living.tick(renews: true)
            await other.tick(renews: true)
        }
        #expect(living.worker.held.map(\.id) == [ticket.id])
        #expect(other.worker.held.isEmpty)
    }

    @Test(arguments: TestEngine.allCases, [3_600, -3_600]) func aClockThatJumpsEndsAndDoublesNothing(
        engine: TestEngine, seconds: Int
    ) async throws {
        let fixture = try await JobFixture(engine)
        let jobs = fixture.worker()
        let ticket = try await fixture.enqueue(fixture.job(), with: jobs)
        jobs.start(ticket)
        try await fixture.pass(.seconds(seconds))
        for renews in [false, true, false] { await jobs.tick(renews: renews) }
        let run = try #require(ticket.run)
        #expect(jobs.worker.held == [run])
        try await fixture.commitEffect(run, with: jobs)
        #expect(try await fixture.effects(ticket.id) == [1])
    }

    @Test(arguments: [3_600, -3_600]) func machinesWhoseClocksDifferLeaveEachOtherTheirJobs(seconds: Int) async throws {
        let fixture = try await JobFixture(.postgres)
        let (here, there) = (fixture.worker(), fixture.worker(ahead: .seconds(seconds)))
        let tickets = [try await fixture.enqueue(fixture.job(), with: here), try await fixture.enqueue(fixture.job(), with: there)]
        for worker in [here, there] { await worker.tick(renews: false) }
        #expect(here.worker.held.isEmpty && there.worker.held.isEmpty)
        try await fixture.pass(.seconds(1_000))
        await there.tick(renews: false)
        #expect(Set(there.worker.held.map(\.id)) == Set(tickets.map(\.id)))
    }

    @Test func whoHoldsALeaseKeepsItUntilItsTransactionEnds() async throws {
        let fixture = try await JobFixture(.postgres)
        let jobs = fixture.worker()
        let job = fixture.job()
        let run = try #require(try await fixture.enqueue(job, with: jobs).run)
        let isHeld = Mailbox<Void>()
        let isAbandoned = Mutex(false)
        //  holder                    other
        //  holds
        //                            abandons: waits
        //  writes, commits
        //                            goes on, and sees what was written
        async let holding: Void = fixture.database.write { [database = fixture.database] connection in
            try jobs.hold(run, in: connection)
            isHeld.put(())
            blocking {
                while !isAbandoned.withLock({ $0 }), await !isSomebodyWaiting(in: database) { await Task.yield() }
            }
            try connection.execute("INSERT INTO effects VALUES (\(run.id.text), \(run.attempt))")
        }
        _ = await isHeld.take()
        let seen = try await fixture.database.write { connection in
            try jobs.abandon(job.kind, of: job.subject, in: connection)
            isAbandoned.withLock { $0 = true }
            return try connection.query("SELECT attempt FROM effects").count
        }
        try await holding
        #expect(seen == 1)
    }

    @Test(arguments: TestEngine.allCases) func aClockSetBackLeavesNoLeaseAndNoRetryBehind(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let (dead, heir) = (fixture.worker(), fixture.worker())
        let leased = try await fixture.enqueue(fixture.job(), with: dead)
        let failed = fixture.job()
        let run = try #require(try await fixture.enqueue(failed, with: dead).run)
        try await fixture.database.write { connection in
            _ = try dead.table.fail(run, code: "x", verdict: .retry(after: .seconds(300)), in: connection)
        }
        try await fixture.pass(.seconds(-86_400))
        await heir.tick(renews: false)
        #expect(Set(heir.worker.held.map(\.id)) == [leased.id, failed.id])
    }

    @Test(arguments: TestEngine.allCases) func aJobThatKillsItsWorkersIsPutAside(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let job = fixture.job(maxAttempts: 2)
        try await fixture.enqueue(job, with: fixture.worker())
        for expected in [["running", "2"], ["dead", "2"], ["dead", "2"]] {
            try await fixture.pass(.seconds(1_000))
            await fixture.worker().tick(renews: false)
            let state = try #require(try await fixture.state(job.id))
            #expect([state.state, String(state.attempts)] == expected)
        }
        #expect(try await fixture.state(job.id)?.code == "worker_lost")
    }

    @Test(arguments: TestEngine.allCases) func theOnlyProcessTakesBackAtItsStartWhatEarlierOnesHeld(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let (before, after) = (fixture.worker(), fixture.worker())
        let old = try await fixture.enqueue(fixture.job(), with: before)
        let own = try await fixture.enqueue(fixture.job(), with: after)
        after.start(own)
        await after.takeBackAll()
        await after.tick(renews: false)
        let held = after.worker.held.sorted { $0.attempt < $1.attempt }
        #expect(held.map(\.id) == [own.id, old.id])
        #expect(held.map(\.attempt) == [1, 2])
    }

    @Test(arguments: TestEngine.allCases) func whatWasDoneLongAgoIsForgottenAndTheDeadAreNot(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let jobs = fixture.worker()
        let (done, dead) = (fixture.job(), fixture.job())
        let doneRun = try #require(try await fixture.enqueue(done, with: jobs).run)
        let deadRun = try #require(try await fixture.enqueue(dead, with: jobs).run)
        try await fixture.commitEffect(doneRun, with: jobs)
        // A minute to spare: the time of PostgreSQL passes while the test runs.
        for passed in [Duration.seconds(0), .seconds(86_340), .seconds(61)] {
            try await fixture.pass(passed)
            try await fixture.database.write { connection in
                _ = try jobs.table.fail(deadRun, code: "x", verdict: .dead, in: connection)
            }
            await jobs.prune()
            #expect(try await fixture.state(done.id)?.state == (passed == .seconds(61) ? nil : "done"))
        }
        #expect(try await fixture.state(dead.id)?.state == "dead")
    }
}

/// Whether a transaction of the same test waits for another one to end.
private func isSomebodyWaiting(in database: Database) async -> Bool {
    let waiting = try? await database.read { connection in
        try connection.first(
            """
            SELECT 1 FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND application_name = current_setting('application_name')
            """) != nil
    }
    return waiting ?? false
}
