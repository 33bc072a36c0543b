import Glibc

extension Metrics {
    /// Adds what the kernel knows of this process (Linux, `/proc/self`), under the names that Prometheus' own clients use.
    public func observeProcess() {
        observe("process_resident_memory_bytes", help: "Resident memory size in bytes.") {
            ProcessState.status().map { Double($0.residentPages) * Double(sysconf(Int32(_SC_PAGESIZE))) }
        }
        observe("process_cpu_seconds_total", help: "Total user and system CPU time spent in seconds.", counts: true) {
            ProcessState.status().map { Double($0.ticks) / Double(sysconf(Int32(_SC_CLK_TCK))) }
        }
        observe("process_open_fds", help: "Number of open file descriptors.") { ProcessState.openDescriptors() }
        observe("process_start_time_seconds", help: "Start time of the process since unix epoch in seconds.") {
            ProcessState.startTime()
        }
        observe("process_threads", help: "Number of OS threads in the process.") { ProcessState.status().map { Double($0.threads) } }
    }
}

/// Reads `/proc/self` (proc_pid_stat(5)).
enum ProcessState {
    struct Status {
        let ticks: Int
        let threads: Int
        let startTicks: Int
        let residentPages: Int
    }

    static func status() -> Status? {
        guard let text = read("/proc/self/stat"), let end = text.lastIndex(of: ")") else { return nil }
        // The fields after the command's name, which may hold spaces; the first of them is number 3 of the manual.
        let fields = text[text.index(after: end)...].split(separator: " ")
        func field(_ number: Int) -> Int? { fields.indices.contains(number - 3) ? Int(fields[number - 3]) : nil }
        guard let user = field(14), let system = field(15), let threads = field(20), let start = field(22), let pages = field(24) else {
            return nil
        }
        return Status(ticks: user + system, threads: threads, startTicks: start, residentPages: pages)
    }

    static func openDescriptors() -> Double? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var entries = 0
        while readdir(folder) != nil { entries += 1 }
        // Without ".", ".." and the descriptor of this listing.
        return Double(entries - 3)
    }

    static func startTime() -> Double? {
        guard let status = status(), let stat = read("/proc/stat"),
            let line = stat.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
            let boot = Double(line.dropFirst(6))
        else { return nil }
        return boot + Double(status.startTicks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The text of a file of `/proc`, up to 64 KiB.
    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
