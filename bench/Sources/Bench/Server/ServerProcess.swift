import Glibc

/// The server under measurement: the real program, on a free port.
final class ServerProcess {
    let port: Int
    /// When it was started.
    let spawned: Moment
    private let process: pid_t

    /// Starts it; `setting` says which program, with which page.
    init(_ setting: Setting, data: String, provider: StandIn?) throws {
        port = try Loopback.freePort()
        var environment = [
            "PATH=/usr/bin:/bin", "HOME=\(setting.work)", "PARLANCE_WEB=\(setting.web)",
        ]
        if let provider { environment.append("PARLANCE_OPENAI_BASE_URL=\(provider.url)") }
        spawned = Clock.now()
        process = try Child.spawn(
            [setting.program, "--port", "\(port)", "--data", data], environment: environment, errors: setting.work + "/server.log",
            output: "/dev/null")
    }

    /// Asks `/healthz` each millisecond until it answers; gives the time since the start, in nanoseconds.
    @discardableResult
    func untilHealthy(seconds: Double = 30) throws -> Moment {
        while Clock.now() - spawned < Moment(seconds * 1e9) {
            if Request(method: "GET", path: "/healthz").send(port: port)?.status == 200 { return Clock.now() - spawned }
            usleep(1_000)
        }
        stop()
        throw BenchError.unexpected("the server does not answer; its log tells more")
    }

    /// Bytes of resident memory: all, and those of no file.
    func memory() -> (resident: Int, anonymous: Int) {
        let status = Child.text(of: "/proc/\(process)/status")
        return (Self.kibibytes("VmRSS:", status), Self.kibibytes("RssAnon:", status))
    }

    /// Its threads that work for the database.
    var threads: ServerThreads { ServerThreads(process: process) }

    /// How many reads its database was asked for so far.
    func databaseReads() throws -> Int {
        let metrics = String(decoding: Request(method: "GET", path: "/metrics").send(port: port)?.body ?? [], as: UTF8.self)
        let line = metrics.split(separator: "\n").first { $0.hasPrefix("parlance_database_transactions_total{kind=\"read\"}") }
        guard let count = line?.split(separator: " ").last.flatMap({ Double($0) }) else { throw BenchError.unexpected("no count of reads") }
        return Int(count)
    }

    /// Processor time so far, in seconds.
    func processorTime() -> Double {
        let fields = Child.text(of: "/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 13 else { return 0 }
        return ((Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Ends it and waits.
    func stop() {
        kill(process, SIGTERM)
        var status: Int32 = 0
        for _ in 0..<15_000 {
            if waitpid(process, &status, WNOHANG) != 0 { return }
            usleep(1_000)
        }
        kill(process, SIGKILL)
        waitpid(process, &status, 0)
    }

    /// Ends it at once: what it had to finish is of no interest.
    func kill9() {
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    private static func kibibytes(_ name: String, _ text: String) -> Int {
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return (line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }
}
