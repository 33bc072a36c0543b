import Lifecycle
import Synchronization
import Telemetry
import Testing

@Suite struct ServiceGroupTests {
    private struct Broken: Error {}

    /// What happened, in order.
    private final class Journal: Sendable {
        private let lines = Mutex<[String]>([])
        func note(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private let journal = Journal()
    private let recorder = LogRecorder()
    private let group: ServiceGroup

    init() {
        group = ServiceGroup(log: Log(to: recorder.sink))
    }

    @discardableResult
    private func start(_ name: StaticString) async throws -> String {
        try await group.start(name) { [journal] in
            journal.note("start \(name)")
            return "\(name)"
        } stop: { [journal] in
            journal.note("stop \($0)")
        }
    }

    @Test func startsInOrderAndStopsInReverse() async throws {
        #expect(try await start("a") == "a")
        try await start("b")
        try await start("c")
        #expect(await group.stop().isEmpty)
        #expect(journal.all == ["start a", "start b", "start c", "stop c", "stop b", "stop a"])
        #expect(await group.stop().isEmpty)
        #expect(journal.all.count == 6)
    }

    @Test func saysWhichServiceFailedAndStopsThoseThatStarted() async throws {
        try await start("a")
        let error = await #expect(throws: ServiceError.self) {
            try await group.start("b") { () async throws -> Void in
                throw Broken()
            } stop: {
            }
        }
        guard case .failed(let name, let reason)? = error else {
            Issue.record("expected .failed")
            return
        }
        #expect(name.description == "b")
        #expect(reason is Broken)
        await group.stop()
        #expect(journal.all == ["start a", "stop a"])
    }

    @Test func givesUpAServiceThatIsNotReadyInTime() async throws {
        let error = await #expect(throws: ServiceError.self) {
            try await group.start("slow", within: .milliseconds(20)) { () async throws -> Void in
                try await Task.sleep(for: .seconds(600))
            } stop: {
            }
        }
        guard case .tookTooLong? = error else {
            Issue.record("expected .tookTooLong, not \(String(describing: error))")
            return
        }
    }

    @Test func goesOnStoppingWhenOneDoesNotReturn() async throws {
        try await start("a")
        let never = AsyncStream<Void> { _ in }
        try await group.start("stuck", stopWithin: .milliseconds(20)) {
        } stop: {
            // Neither returns nor reacts to being cancelled.
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                Task.detached {
                    for await _ in never {}
                    continuation.resume()
                }
            }
        }
        try await start("c")
        let late = await group.stop()
        #expect(late.map(\.description) == ["stuck"])
        #expect(journal.all == ["start a", "start c", "stop c", "stop a"])
        #expect(recorder.lines.contains { $0.contains("service_stop_expired") && $0.contains("stuck") })
    }

    @Test func startsNothingMoreOnceItIsStopping() async throws {
        await group.stop()
        await #expect(throws: ServiceError.self) { try await start("late") }
        #expect(journal.all == [])
    }

    /// start "slow" begins | stop of the group | start "slow" ends
    @Test func stopsAServiceThatBecomesReadyWhileTheGroupStops() async throws {
        let (began, beginning) = AsyncStream.makeStream(of: Void.self)
        let (release, releasing) = AsyncStream.makeStream(of: Void.self)
        let starting = Task { [group, journal] in
            try await group.start("slow") {
                beginning.finish()
                for await _ in release {}
            } stop: {
                journal.note("stop slow")
            }
        }
        for await _ in began {}
        await group.stop()
        releasing.finish()
        await #expect(throws: ServiceError.self) { try await starting.value }
        #expect(journal.all == ["stop slow"])
    }

    @Test func cancelsAStartWhoseCallerIsCancelled() async throws {
        let (began, beginning) = AsyncStream.makeStream(of: Void.self)
        let starting = Task { [group] in
            try await group.start("slow", within: .seconds(600)) {
                beginning.finish()
                try await Task.sleep(for: .seconds(600))
            } stop: {
            }
        }
        for await _ in began {}
        starting.cancel()
        let error = await #expect(throws: ServiceError.self) { try await starting.value }
        guard case .failed(_, let reason)? = error else {
            Issue.record("expected .failed, not \(String(describing: error))")
            return
        }
        #expect(reason is CancellationError)
    }
}
