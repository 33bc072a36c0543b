import HTTPClient
import Identifiers
import Problems
import Processes
import Telemetry

/// Starts the companion, watches it, starts it again when it has ended, and stops it.
///
/// Nothing waits for it: until it is ready the server works without a local model. Each start has a token of its own. The companion ends by
/// itself when this process dies, since its input ends then.
public actor Companion {
    /// What it takes to call a companion dead that still runs.
    public struct Limits: Sendable {
        /// From its start to `ready`: checking and loading gigabytes takes a while.
        public var start: Duration = .seconds(300)
        /// Between two looks at its health.
        public var healthInterval: Duration = .seconds(15)
        /// So many looks in a row without an answer, and it is started anew.
        public var healthMisses = 3
        /// What it has to end by itself.
        public var grace: Duration = .seconds(2)

        /// The limits of the product.
        public init() {}
    }

    private let command: CompanionCommand
    private let client: HTTPClient
    private let clock: MonotonicClock
    private let randomness: Randomness
    private let limits: Limits
    private let log: Log
    private let reports: AsyncStream<CompanionReport>
    private let feed: AsyncStream<CompanionReport>.Continuation

    private var rules = RestartRules()
    private var status = CompanionStatus.absent
    private var readySince: Duration?
    private var child: ChildProcess?
    private var task: Task<Void, Never>?
    private var isStopping = false
    private var errorTail: [UInt8] = []

    /// A companion that is not started yet.
    public init(
        command: CompanionCommand, client: HTTPClient, clock: MonotonicClock = .system, randomness: Randomness = .system,
        limits: Limits = Limits(),
        log: Log
    ) {
        self.command = command
        self.client = client
        self.clock = clock
        self.randomness = randomness
        self.limits = limits
        self.log = log
        (reports, feed) = AsyncStream.makeStream(of: CompanionReport.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Starts it, and returns at once.
    func start() -> AsyncStream<CompanionReport> {
        if task == nil, !isStopping { task = Task { await run() } }
        return reports
    }

    /// Stops it, and returns when its process has ended.
    public func stop() async {
        isStopping = true
        await child?.terminate(grace: limits.grace)
        task?.cancel()
        await task?.value
        feed.finish()
    }

    /// The process id while there is one.
    public var processID: Int32? { child?.id }

    /// Ends the input of the companion, as this process's death would.
    func closeInput() {
        child?.closeInput()
    }

    /// The end of what the last companion wrote to its error output: for the operator's eyes, not for logs.
    public var diagnosis: String {
        String(decoding: child?.errorTail ?? errorTail, as: UTF8.self)
    }

    private func run() async {
        while !isStopping, !Task.isCancelled {
            status.attempt += 1
            readySince = nil
            // Once it has failed it stays failed for people until it is ready, however often it is tried.
            if !rules.hasFailed { report(.starting) }
            let failure = await runOnce()
            guard !isStopping else { return }
            let ready = readySince.map { clock.now() - $0 }
            let wait = rules.ended(afterReady: ready, isHopeless: failure == .modelFileChanged)
            log.warning(
                "companion_ended", ["attempt": .int(status.attempt), "problem": .public(failure.code), "restart_in": .duration(wait)])
            report(rules.hasFailed ? .failed : .starting, problem: rules.hasFailed ? Problem(failure) : nil)
            try? await Task.sleep(for: wait)
        }
    }

    /// One life of the process; returns why it ended.
    private func runOnce() async -> ProblemKind {
        let token = Secret(randomness.bytes(32).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
        let child: ChildProcess
        do throws(ChildError) {
            child = try ChildProcess(command.child)
            self.child = child
            try token.withValue { value throws(ChildError) in try child.write(line: value) }
        } catch {
            log.error("companion_not_started", ["error": .error(error)])
            return .companionFailed
        }
        var failure = ProblemKind.companionFailed
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.watch(child) }
            for await text in child.lines {
                guard let line = CompanionLine(text) else { continue }
                if case .failed(let reason) = line { failure = reason == "model_mismatch" ? .modelFileChanged : .companionFailed }
                take(line, token: token)
            }
            group.cancelAll()
        }
        await child.terminate(grace: limits.grace)
        errorTail = child.errorTail
        self.child = nil
        return failure
    }

    private func take(_ line: CompanionLine, token: Secret) {
        switch line {
        case .verifying: break
        case .loading: if !rules.hasFailed { report(.loading) }
        case .failed(let reason): log.error("companion_failed", ["reason": .public(String(reason.prefix(40)))])
        case .ready(let port, let model, let context):
            readySince = clock.now()
            log.info("companion_ready", ["attempt": .int(status.attempt), "model": .public(model)])
            report(.ready, endpoint: CompanionEndpoint(port: port, token: token, model: model, context: context))
        }
    }

    private func report(_ state: CompanionStatus.State, problem: Problem? = nil, endpoint: CompanionEndpoint? = nil) {
        status.state = state
        status.model = endpoint?.model
        status.problem = problem
        self.endpoint = endpoint
        feed.yield(CompanionReport(status: status, endpoint: endpoint))
    }

    private var endpoint: CompanionEndpoint?

    /// Ends a process that does not become ready, or is and does not answer any more.
    private func watch(_ child: ChildProcess) async {
        let start = clock.now()
        var misses = 0
        while !Task.isCancelled {
            let pause = endpoint == nil ? min(limits.healthInterval, .seconds(1)) : limits.healthInterval
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            if let endpoint {
                misses = await isHealthy(endpoint) ? 0 : misses + 1
            } else if clock.now() - start > limits.start {
                misses = limits.healthMisses
            }
            if misses >= limits.healthMisses, !Task.isCancelled {
                log.error("companion_unresponsive")
                await child.terminate(grace: limits.grace)
                return
            }
        }
    }

    private func isHealthy(_ endpoint: CompanionEndpoint) async -> Bool {
        guard let address = WebAddress("http://127.0.0.1:\(endpoint.port)/health") else { return false }
        let limits = ClientTimeouts(connect: .seconds(5), firstByte: .seconds(10), nextByte: .seconds(5), total: .seconds(10))
        let request = ClientRequest(.get, address, timeouts: limits, responseLimit: 64 * 1024)
        do throws(ClientError) {
            let response = try await client.send(request, egress: .allowing([address.origin]))
            _ = try await response.bytes()
            return response.status == 200
        } catch {
            return error == .cancelled
        }
    }
}
