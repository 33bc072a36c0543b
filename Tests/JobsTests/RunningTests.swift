import Database
import Identifiers
import Synchronization
import TestSupport
import Testing

@testable import Jobs

@Suite struct RunningTests {
    /// A queue that is not polled while a test runs, so that nothing happens but what the test does.
    private static let quiet: JobRules = {
        var rules = JobFixture.rules
        rules.poll = .seconds(3_600)
        return rules
    }()

    @Test(arguments: TestEngine.allCases) func aJobThatIsStartedRunsAtOnceAndIsDone(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let seen = Mailbox<JobRun>()
        let jobs = fixture.worker(rules: RunningTests.quiet)
        let running = Task {
            await jobs.run(
                .answering { run in
                    seen.put(run)
                    return .done
                })
        }
        let job = fixture.job()
        jobs.start(try await fixture.enqueue(job, with: jobs))
        #expect(await seen.take()?.id == job.id)
        await jobs.stop(within: .seconds(20))
        await running.value
        #expect(try await fixture.state(job.id)?.state == "done")
    }

    @Test(arguments: TestEngine.allCases) func jobsThatNobodyStartedAreFoundAndEachRunsOnce(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let seen = Mailbox<Identifier>()
        let made = try await fixture.enqueuePending(30)
        var rules = JobFixture.rules
        rules.poll = .milliseconds(5)
        // With SQLite there is one process, which takes back at its start what others hold.
        let workers = (0..<(engine == .sqlite ? 1 : 2)).map { _ in fixture.worker(limit: 3, rules: rules) }
        let handlers = JobHandlers.answering(limit: 3) { run in
            seen.put(run.id)
            return .done
        }
        await withDiscardingTaskGroup { group in
            for worker in workers { group.addTask { await worker.run(handlers) } }
            var ids: [Identifier] = []
            while ids.count < 30, let id = await seen.take() { ids.append(id) }
            for worker in workers { await worker.stop(within: .seconds(20)) }
            #expect(Set(ids) == Set(made.map(\.id)))
        }
        #expect(try await fixture.states(made) == Array(repeating: "done", count: 30))
    }

    @Test(arguments: TestEngine.allCases) func aFailedTryIsRepeatedAfterItsBackOffAndAtLastPutAside(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let jobs = fixture.worker(rules: RunningTests.quiet)
        let handlers = JobHandlers.answering { run in
            if run.attempt == 1 { throw JobFailure("provider_unreachable") }
            throw CancellationError()
        }
        let job = fixture.job(maxAttempts: 2)
        let first = try #require(try await fixture.enqueue(job, with: jobs).run)
        let before = try await fixture.now()
        await jobs.execute(first, by: handlers)
        let after = try await fixture.now()
        let failed = try #require(try await fixture.state(job.id))
        #expect(failed.state == "pending" && failed.code == "provider_unreachable" && failed.attempts == 1)
        #expect((before...after + 1_000).contains(failed.runAt))
        try await fixture.pass(.seconds(1))
        let second = try await fixture.database.write { connection in
            try jobs.table.claim("answer", limit: 1, owner: jobs.owner, in: connection).first
        }
        guard case .readable(let run) = second else { throw JobFailure("not_claimed") }
        await jobs.execute(run, by: handlers)
        #expect(try await fixture.state(job.id)?.state == "dead")
        let dead = try await jobs.deadJobs(limit: 10)
        #expect(dead.map(\.id) == [job.id] && dead.first?.code == "unexpected" && dead.first?.attempts == 2)
    }

    @Test(arguments: TestEngine.allCases) func aDeadJobCanBeQueuedAgainOrRemoved(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let jobs = fixture.worker(rules: RunningTests.quiet)
        let handlers = JobHandlers.answering { _ in throw JobFailure("hopeless", isRetryable: false) }
        let (again, gone) = (fixture.job(), fixture.job())
        for job in [again, gone] {
            let ticket = try await fixture.enqueue(job, with: jobs)
            await jobs.execute(try #require(ticket.run), by: handlers)
        }
        #expect(try await jobs.revive(again.id))
        #expect(try await !jobs.revive(again.id))
        #expect(try await fixture.state(again.id)?.state == "pending")
        #expect(try await jobs.discard(gone.id))
        #expect(try await !jobs.discard(again.id))
        #expect(try await fixture.state(gone.id) == nil)
    }

    @Test(arguments: TestEngine.allCases) func aHandlerWhoseLeaseIsLostIsCancelled(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let (began, ended) = (Mailbox<Void>(), Mailbox<Bool>())
        let jobs = fixture.worker(rules: RunningTests.quiet)
        let handlers = JobHandlers.answering { _ in
            began.put(())
            try? await Task.sleep(for: .seconds(60))
            ended.put(Task.isCancelled)
            throw CancellationError()
        }
        let thief = fixture.worker()
        let job = fixture.job()
        let ticket = try await fixture.enqueue(job, with: jobs)
        let run = try #require(ticket.run)
        jobs.start(ticket)
        // Nothing renews the lease but what the test does.
        let running = Task { await jobs.worker.carry(run) { await jobs.execute(run, by: handlers) } }
        _ = await began.take()
        try await fixture.pass(.seconds(1_000))
        await thief.tick(renews: false)
        await jobs.tick(renews: true)
        #expect(await ended.take() == true)
        await running.value
        let state = try #require(try await fixture.state(job.id))
        #expect(state.state == "running" && state.attempts == 2, "the thief's lease was touched")
    }

    @Test(arguments: TestEngine.allCases) func aJobThatIsDoneAndHasNotReturnedYetLosesNothing(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let (committed, mayReturn, ended) = (Mailbox<Void>(), Mailbox<Void>(), Mailbox<Bool>())
        let jobs = fixture.worker(rules: RunningTests.quiet)
        let handlers = JobHandlers.answering { run in
            try await fixture.commitEffect(run, with: jobs)
            committed.put(())
            _ = await mayReturn.take()
            ended.put(Task.isCancelled)
            return .committed
        }
        let ticket = try await fixture.enqueue(fixture.job(), with: jobs)
        let run = try #require(ticket.run)
        jobs.start(ticket)
        let running = Task { await jobs.worker.carry(run) { await jobs.execute(run, by: handlers) } }
        _ = await committed.take()
        await jobs.tick(renews: true)
        mayReturn.put(())
        #expect(await ended.take() == false)
        await running.value
        #expect(fixture.log.lines.isEmpty)
    }

    @Test(arguments: TestEngine.allCases) func stoppingGivesBackWhatWaitsAndCancelsWhatDoesNotEnd(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let began = Mailbox<Void>()
        let jobs = fixture.worker(limit: 1, rules: RunningTests.quiet)
        let handlers = JobHandlers.answering(limit: 1) { _ in
            began.put(())
            try await Task.sleep(for: .seconds(60))
            return .done
        }
        let running = Task { await jobs.run(handlers) }
        let made = [fixture.job(), fixture.job()]
        // Both are leased before the first takes the only place.
        let tickets = [try await fixture.enqueue(made[0], with: jobs), try await fixture.enqueue(made[1], with: jobs)]
        for ticket in tickets { jobs.start(ticket) }
        _ = await began.take()
        await jobs.stop(within: .zero)
        await running.value
        #expect(try await fixture.states(made) == ["pending", "pending"])
        let late = try await fixture.enqueue(fixture.job(), with: jobs)
        #expect(late.run == nil, "a worker that has stopped leases nothing")
    }

    @Test(arguments: TestEngine.allCases) func aPayloadThatCannotBeReadIsPutAside(engine: TestEngine) async throws {
        let fixture = try await JobFixture(engine)
        let jobs = fixture.worker()
        let job = try #require(try await fixture.enqueuePending(1).first)
        try await fixture.database.write { connection in try connection.execute("UPDATE jobs SET payload = 'no json'") }
        await jobs.tick(renews: false)
        #expect(try await fixture.state(job.id)?.code == "payload_unreadable")
        #expect(try await fixture.state(job.id)?.state == "dead")
    }
}
