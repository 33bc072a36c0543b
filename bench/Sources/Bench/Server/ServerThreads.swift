import Glibc

/// The threads of the server that do what blocks: those of the database, and one for outgoing HTTP. They alone take no signal at all, which
/// tells them from the others.
struct ServerThreads {
    let process: pid_t

    /// How often they have gone to sleep after some work: a database read that is asked for wakes one of them, or is done by one that is
    /// awake already. Where this does not grow, the database was not read.
    var sleeps: Int {
        names("/proc/\(process)/task").map { Child.text(of: "/proc/\(process)/task/\($0)/status") }.reduce(0) { sum, status in
            guard Self.isDeaf(status), let count = status.split(separator: "\nvoluntary_ctxt_switches:\t").dropFirst().first else { return sum }
            return sum + (Int(count.prefix { $0.isNumber }) ?? 0)
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
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if Int(name) != nil { names.append(name) }
        }
        return names
    }
}
