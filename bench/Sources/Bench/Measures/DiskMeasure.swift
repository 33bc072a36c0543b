import Glibc

/// What the disk takes to make 16 KB durable: each message that is sent waits for it once, so it is part of the other figures.
struct DiskMeasure {
    private static let writes = 300

    let setting: Setting

    func rows() throws -> [TableRow] {
        let file = open(setting.work + "/disk", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BenchError.system("open", errno) }
        defer { close(file) }
        let bytes = [UInt8](repeating: 1, count: 16 << 10)
        var times: [Double] = []
        for _ in 0..<Self.writes {
            let began = Clock.now()
            guard write(file, bytes, bytes.count) == bytes.count, fdatasync(file) == 0 else { throw BenchError.system("fdatasync", errno) }
            times.append(Clock.milliseconds(Clock.now() - began))
            usleep(10_000)
        }
        let figures = Figures(times)
        return [
            TableRow(
                name: "the disk: 16 KB made durable",
                figures: "\(figures.median.short) ms median, \(figures.p99.short) ms p99, of \(figures.count)")
        ]
    }
}
