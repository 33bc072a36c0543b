import Glibc

/// The threads of the server that do what blocks: those of the database, and one for outgoing HTTP. They alone take no signal at all, which
/// tells them from the others.
struct ServerThreads {
    let process: pid_t

    /// Processor time that they have taken, in milliseconds.
    var time: Double {
        names("/proc/\(process)/task").map { "/proc/\(process)/task/\($0)" }.reduce(0) { sum, task in
            guard Self.isDeaf(Child.text(of: task + "/status")) else { return sum }
            return sum + (Child.text(of: task + "/schedstat").split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1e6
        }
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
