import Glibc

/// Settings of the process that a server with many sockets needs, made once at the start.
public enum ProcessLimits {
    /// Lets a write to a closed pipe or socket fail with `EPIPE` rather than end the process. Programs that it starts inherit this unless
    /// whoever starts them resets it.
    public static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// Raises how many files and sockets may be open to what the system allows this user, and gives the number.
    public static func raiseOpenFiles() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            raised.rlim_cur = limit.rlim_max
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }
}
