/// From starting the program to its first answer on `/healthz`.
struct StartMeasure {
    private static let runs = 20
    private static let bar = 150.0

    let setting: Setting

    func rows() async throws -> [TableRow] {
        let many = try await DataSet.manyChats.folder(in: setting.work)
        return [
            row("start, empty data folder", try times { try setting.freshFolder() }),
            row("start, 10,000 chats", try times { many }),
        ]
    }

    private func times(_ folder: () throws -> String) throws -> Figures {
        var times: [Double] = []
        for _ in 0..<Self.runs {
            let server = try ServerProcess(setting, data: try folder(), provider: nil)
            times.append(Clock.milliseconds(try server.untilHealthy()))
            server.stop()
        }
        return Figures(times)
    }

    private func row(_ name: String, _ times: Figures) -> TableRow {
        TableRow(
            name: name, figures: "\(times.median.short) ms median, \(times.largest.short) ms at most, of \(times.count)", bar: "150 ms",
            isMet: times.largest <= Self.bar)
    }
}
