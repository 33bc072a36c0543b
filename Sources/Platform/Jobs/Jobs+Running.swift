import Database
import Identifiers
import Telemetry

extension Jobs {
    /// Does jobs until ``stop(within:)`` is called; returns once all of them have ended. To be called once, by the task that
    /// owns the queue. On SQLite only one process may do so: it takes back at once what earlier ones held.
    ///
    /// - Parameter handlers: the kinds of jobs that this process does.
    public func run(_ handlers: JobHandlers) async {
        worker.open(handlers.limits)
        if database.dialect == .sqlite { await takeBackAll() }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.tickUntilStopped() }
            for await run in worker.starts {
                group.addTask { await self.worker.carry(run) { await self.execute(run, by: handlers) } }
            }
        }
    }

    /// Stops: takes no more jobs, gives those that wait for a place back to the queue, lets the others end within the given
    /// time, then cancels them. What is cancelled is given back too.
    public func stop(within grace: Duration) async {
        let waiting = worker.stop()
        await record { [table] connection in
            for run in waiting { try table.release(run, in: connection) }
        }
        let ending = Task { [worker] in
            try await Task.sleep(for: grace)
            worker.cancelAll()
        }
        let renewing = Task { await renewUntilCancelled() }
        await worker.untilIdle()
        ending.cancel()
        renewing.cancel()
    }

    /// Keeps what still runs from being taken over while the process stops.
    private func renewUntilCancelled() async {
        while !Task.isCancelled {
            let held = worker.held
            if !held.isEmpty {
                await record { [table, owner] connection in _ = try table.renew(held, owner: owner, in: connection) }
            }
            try? await Task.sleep(for: table.rules.renewal)
        }
    }

    /// With SQLite there is one process: whatever another one has leased, that one is gone.
    func takeBackAll() async {
        await record { [table, owner] connection in try table.reviveAll(except: owner, in: connection) }
    }

    private func tickUntilStopped() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    self.worker.nudge()
                    try? await Task.sleep(for: self.table.rules.poll)
                }
            }
            var renewals = RenewalRhythm(every: table.rules.renewal)
            var judgement = Judgement(rules: table.rules)
            var prunings = RenewalRhythm(every: .seconds(600))
            for await _ in worker.nudges {
                let now = ContinuousClock.now
                let mayRevive = judgement.mayRevive(at: now)
                if await tick(renews: renewals.isDue(at: now), revives: mayRevive) {
                    judgement.roundEnded(at: .now)
                } else {
                    renewals.repeatSoon()
                }
                if prunings.isDue(at: now) { await prune() }
            }
            group.cancelAll()
        }
    }

    /// Renews what this process holds, if that is due, and leases due jobs as far as there are places: at most one transaction. False when
    /// the database was not reached.
    ///
    /// - Parameter revives: whether jobs of workers that have gone silent are taken too.
    @discardableResult
    func tick(renews: Bool, revives: Bool = true) async -> Bool {
        let (table, owner) = (table, owner)
        let (held, free) = (worker.held, worker.free)
        let renewing = renews && !held.isEmpty
        do {
            let kinds = free.keys.sorted()
            if !renewing, try await !database.read({ try table.hasWork(kinds, in: $0) }) { return true }
            let (kept, claimed) = try await database.write { connection in
                // Before others' leases are judged, so that no jump of the clock ends our own.
                let kept = try table.renew(held, owner: owner, in: connection)
                if revives { try table.revive(in: connection) }
                var claimed: [Claimed] = []
                for kind in kinds {
                    claimed += try table.claim(kind, limit: free[kind] ?? 0, owner: owner, in: connection)
                }
                return (kept, claimed)
            }
            for id in worker.renewed(kept, of: held) { log.warning("job_lease_lost", ["job": .id(id)]) }
            for job in claimed { await begin(job) }
            return true
        } catch {
            log.warning("jobs_unavailable", ["error": .error(error)])
            return false
        }
    }

    /// Removes finished jobs that nobody asks for any more, a portion at a time.
    func prune() async {
        do {
            while try await database.write({ [table] connection in try table.prune(in: connection) }) {}
        } catch {
            log.warning("jobs_unavailable", ["error": .error(error)])
        }
    }

    private func begin(_ job: Claimed) async {
        switch job {
        case .readable(let run):
            if worker.start(run) == .refuse { await giveBack(run) }
        case .unreadable(let run): await note(JobFailure("payload_unreadable", isRetryable: false), of: run)
        }
    }

    func execute(_ run: JobRun, by handlers: JobHandlers) async {
        guard let handler = handlers.entries[run.kind]?.handler else { return }
        do {
            if try await handler(run) == .done {
                await leave(run) { [table] connection in _ = try table.complete(run, in: connection) }
            }
        } catch is LeaseLost {
            log.warning("job_lease_lost", ["job": .id(run.id)])
        } catch let failure as JobFailure {
            await note(failure, of: run)
        } catch {
            if Task.isCancelled {
                await giveBack(run)
            } else {
                log.error("job_unexpected", ["job": .id(run.id), "kind": .public(run.kind), "error": .error(error)])
                await note(JobFailure("unexpected"), of: run)
            }
        }
    }

    private func giveBack(_ run: JobRun) async {
        await leave(run) { [table] connection in try table.release(run, in: connection) }
    }

    private func note(_ failure: JobFailure, of run: JobRun) async {
        let verdict = table.rules.verdict(
            attempt: run.attempt, maxAttempts: run.maxAttempts, isRetryable: failure.isRetryable, draw: randomness.number)
        log.warning(
            verdict == .dead ? "job_dead" : "job_failed",
            ["job": .id(run.id), "kind": .public(run.kind), "code": .public(failure.code), "attempt": .int(run.attempt)])
        await leave(run) { [table] connection in
            _ = try table.fail(run, code: failure.code, verdict: verdict, in: connection)
        }
    }

    /// Notes how a try ended, which gives its lease up.
    private func leave(_ run: JobRun, _ body: @escaping @Sendable (Connection) throws -> Void) async {
        worker.leave(run)
        await record(body)
    }

    /// Writes even if its task is cancelled. What cannot be written is noticed when a lease runs out, and the job is tried again.
    private func record(_ body: @escaping @Sendable (Connection) throws -> Void) async {
        let writing = Task { [database] in try await database.write(body) }
        do {
            try await writing.value
        } catch {
            log.warning("job_not_recorded", ["error": .error(error)])
        }
    }
}

/// Says when something that is done every now and then is due.
struct RenewalRhythm {
    private let interval: Duration
    private var last: ContinuousClock.Instant?

    init(every interval: Duration) {
        self.interval = interval
    }

    mutating func isDue(at now: ContinuousClock.Instant) -> Bool {
        if let last, now - last < interval { return false }
        last = now
        return true
    }

    /// What was due could not be done: it is due again at once.
    mutating func repeatSoon() {
        last = nil
    }
}
