import Dispatch
import Glibc
import Synchronization
import Threads

/// A real Redis server of a test's own, on a socket in a temporary folder, that can be killed, flushed and started again empty. It ends with
/// this object, or with the process.
public final class TestRedis: Sendable {
    /// Why there is no server.
    public struct Missing: Error, CustomStringConvertible {
        /// A sentence for whoever runs the tests.
        public let description: String
    }

    private let folder: TestFolder
    private let process = Mutex<Running?>(nil)
    private let binary: String
    private let arguments: [String]

    /// Starts one; `arguments` are further options, such as `--requirepass`.
    public init(_ arguments: String...) async throws {
        binary = getenv("PARLANCE_TEST_REDIS").map { String(cString: $0) } ?? "/usr/bin/redis-server"
        guard access(binary, X_OK) == 0 else {
            throw Missing(
                description: "These tests need Redis: install the package redis-server, or name the program in PARLANCE_TEST_REDIS.")
        }
        self.arguments = arguments
        folder = try TestFolder()
        try await start()
    }

    deinit {
        end()
    }

    /// The path of its socket.
    public var path: String { folder.path + "/socket" }

    /// Its address.
    public var url: String { "redis+unix://\(path)" }

    /// A server that was started.
    private struct Running {
        let process: pid_t
        let hasEnded: DispatchSemaphore
    }

    /// Starts it, empty; returns when it takes connections.
    public func start() async throws {
        unlink(path)
        let words =
            ["setpriv", "--pdeathsig", "KILL", binary, "--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no", "--dir"]
            + [folder.path] + arguments
        let running = await withCheckedContinuation { continuation in
            // The server dies with this process, however that ends; to the system, with the thread that started it, which therefore stays.
            let isStarted = BlockingThread.start {
                guard let number = Self.spawn(words) else { return continuation.resume(returning: Running?.none) }
                let running = Running(process: number, hasEnded: DispatchSemaphore(value: 0))
                continuation.resume(returning: running)
                var status: Int32 = 0
                while waitpid(number, &status, 0) < 0, errno == EINTR {}
                running.hasEnded.signal()
            }
            if !isStarted { continuation.resume(returning: nil) }
        }
        guard let running else { throw Missing(description: "\(binary) cannot be started") }
        process.withLock { $0 = running }
        let deadline = ContinuousClock.now + .seconds(20)
        while !isListening {
            guard ContinuousClock.now < deadline else { throw Missing(description: "\(binary) did not start") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private static func spawn(_ words: [String]) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [Int32(0), 1, 2] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY, 0)
        }
        let copies = words.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        var number = pid_t()
        return posix_spawnp(&number, "setpriv", &actions, nil, copies + [nil], environ) == 0 ? number : nil
    }

    /// Kills it; what it held is gone.
    public func end() {
        let running = process.withLock { running in
            defer { running = nil }
            return running
        }
        guard let running else { return }
        kill(running.process, SIGKILL)
        running.hasEnded.wait()
    }

    /// Stops it as it stands, so that it neither answers nor hangs up, or lets it go on.
    public func pause(_ isPaused: Bool) {
        if let number = process.withLock({ $0?.process }) { kill(number, isPaused ? SIGSTOP : SIGCONT) }
    }

    private var isListening: Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }
}
