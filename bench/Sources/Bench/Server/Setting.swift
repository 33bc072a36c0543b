import Glibc

/// What is measured, and where there is room to do so.
struct Setting: Sendable {
    /// The server's program, as it is released.
    let program: String
    /// The folder of the built page.
    let web: String
    /// A folder for data, logs and rows, which `bench/run` removes.
    let work: String

    /// A new, empty data folder.
    func freshFolder() throws -> String {
        var template = Array((work + "/data-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { throw BenchError.system("mkdtemp", errno) }
        return String(cString: made)
    }

    /// A server on a data folder (nil: an empty one), which answers and knows the stand-in's models.
    func server(data: String? = nil, provider: StandIn, on reactor: Reactor) throws -> ServerProcess {
        let server = try ServerProcess(self, data: try data ?? freshFolder(), provider: provider)
        try server.untilHealthy()
        // The catalogue asks the provider for its models in the background.
        reactor.run(seconds: 1)
        return server
    }
}
