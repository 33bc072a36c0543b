import ArgumentParser

/// The programs behind `bench/run`.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parlance-bench", abstract: "Measures Parlance in front of a stand-in provider.",
        subcommands: [Measure.self, Beside.self, Provider.self])
}

/// Where things are, as `bench/run` says.
struct Places: ParsableArguments {
    @Option(help: "The server's program.") var program: String
    @Option(help: "The folder of the built page.") var web: String
    @Option(help: "A folder for data and logs.") var work: String

    var setting: Setting { Setting(program: program, web: web, work: work) }
}

/// One measurement, printed as rows that `bench/run` reads.
struct Measure: AsyncParsableCommand {
    enum Name: String, CaseIterable, ExpressibleByArgument {
        case disk, start, memory, firstToken = "first-token", streams, open, list, search, decrypt
        case crowd, fanOut = "fan-out", renames
    }

    @OptionGroup var places: Places
    @Argument(help: "What to measure.") var name: Name

    func run() async throws {
        Loopback.raiseOpenFiles()
        for row in try await rows() { print(row.line) }
    }

    private func rows() async throws -> [TableRow] {
        let setting = places.setting
        return switch name {
        case .disk: try DiskMeasure(setting: setting).rows()
        case .start: try await StartMeasure(setting: setting).rows()
        case .memory: try MemoryMeasure(setting: setting).rows()
        case .firstToken: try FirstTokenMeasure(setting: setting).rows()
        case .streams: try StreamsMeasure(setting: setting).rows()
        case .open: try await OpenMeasure(setting: setting).rows()
        case .list: try await ListMeasure(setting: setting).rows()
        case .search: try await SearchMeasure(setting: setting).rows()
        case .decrypt: try DecryptMeasure().rows()
        case .crowd: try CrowdMeasure(setting: setting).rows()
        case .fanOut: try FanOutMeasure(setting: setting).rows()
        case .renames: try RenameMeasure(setting: setting).rows()
        }
    }
}
