import Glibc

/// The threads of the server that do what blocks: those of the database, and one for outgoing HTTP. They alone take no signal at all, which
/// tells them from the others.
struct ServerThreads {
    let process: pid_t

    /// What they have done since they were started.
    struct Work {
        /// How often one of them went to sleep when nothing more was asked for. Reads in close succession count as one.
        var sleeps = 0
        /// Processor time, in milliseconds.
        var time = 0.0

        static func - (later: Work, earlier: Work) -> Work {
            Work(sleeps: later.sleeps - earlier.sleeps, time: later.time - earlier.time)
        }
    }

    var work: Work {
        var work = Work()
        for task in names("/proc/\(process)/task").map({ "/proc/\(process)/task/\($0)" }) {
            let status = Child.text(of: task + "/status")
            guard Self.isDeaf(status) else { continue }
            let sleeps = status.split(separator: "\nvoluntary_ctxt_switches:\t").dropFirst().first?.prefix { $0.isNumber }
            work.sleeps += sleeps.flatMap { Int($0) } ?? 0
            work.time += Child.text(of: task + "/schedstat").split(separator: " ").first.flatMap { Double($0) }.map { $0 / 1e6 } ?? 0
        }
        return work
    }

    /// Whether the mask of blocked signals holds even those that come of a thread's own faults (SIGSEGV, 11).
    private static func isDeaf(_ status: String) -> Bool {
        guard let text = status.split(separator: "SigBlk:\t").dropFirst().first?.prefix(16), let mask = UInt64(text, radix: 16) else {
            return false
        }
        return mask & 1 << 10 != 0
    }

    private func names(_ folder: String) -> [String] {
        guard let open = opendir(folder) else { return [] }
        defer { closedir(open) }
        var names: [String] = []
        while let entry = readdir(open) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if Int(name) != nil { names.append(name) }
        }
        return names
    }
}
