import Glibc

/// The three streams between this process and a child: pairs of connected sockets, closed on exec from their first moment (a pipe's flags
/// are set after it was made, and another thread's child could inherit it in between).
struct ChildDescriptors {
    /// This process' ends of the child's input, output and error output.
    let own: [Int32]
    /// The child's.
    let child: [Int32]

    init() throws(ChildError) {
        var own: [Int32] = []
        var child: [Int32] = []
        for _ in 0..<3 {
            var pair: [Int32] = [-1, -1]
            guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
                let code = errno
                for descriptor in own + child { close(descriptor) }
                throw .noResources(code: code)
            }
            own.append(pair[0])
            child.append(pair[1])
        }
        self.own = own
        self.child = child
    }

    /// To be called once the child has its ends, or never will.
    func closeChildEnds() {
        for descriptor in child { close(descriptor) }
    }

    func closeOwnEnds() {
        for descriptor in own { close(descriptor) }
    }

    /// What this process has open without the close-on-exec flag, above the three standard streams. Libraries leave such descriptors
    /// behind.
    static func inheritable() -> [Int32] {
        guard let folder = opendir("/proc/self/fd") else { return [] }
        defer { closedir(folder) }
        var found: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let descriptor = Int32(name), descriptor > 2, fcntl(descriptor, F_GETFD) & FD_CLOEXEC == 0 { found.append(descriptor) }
        }
        return found
    }
}
