import Glibc
import Lifecycle
import Testing

@Suite struct ProcessLimitsTests {
    @Test func raisesOpenFilesToWhatIsAllowed() async {
        await #expect(processExitsWith: .exitCode(7)) {
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let allowed = limit.rlim_max
            limit.rlim_cur = min(64, allowed)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            let raised = ProcessLimits.raiseOpenFiles()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            exit(limit.rlim_cur == allowed && raised == Int(clamping: allowed) ? 7 : 1)
        }
    }

    @Test func survivesAWriteToAClosedPipe() async {
        await #expect(processExitsWith: .exitCode(7)) {
            ProcessLimits.ignoreBrokenPipes()
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { exit(1) }
            close(ends[0])
            exit(write(ends[1], "x", 1) == -1 && errno == EPIPE ? 7 : 1)
        }
    }
}
