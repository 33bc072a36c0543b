import Foundation
import HTTPServer
import Testing

/// The Autobahn suite (517 cases) against an echoing server. Takes minutes and needs a program of its own, so it runs only when it is
/// asked for: `PARLANCE_AUTOBAHN` holds the path of a program that is called with the server's address, a folder for its report and
/// `PARLANCE_AUTOBAHN_CASES` (all unless it is set).
@Suite(
    "The Autobahn suite",
    .enabled(if: ProcessInfo.processInfo.environment["PARLANCE_AUTOBAHN"] != nil, "PARLANCE_AUTOBAHN does not say what runs it"))
struct AutobahnTests {
    @Test("passes")
    func passes() async throws {
        let program = try #require(ProcessInfo.processInfo.environment["PARLANCE_AUTOBAHN"])
        let cases = ProcessInfo.processInfo.environment["PARLANCE_AUTOBAHN_CASES"] ?? "*"
        let report = ProcessInfo.processInfo.environment["PARLANCE_AUTOBAHN_REPORT"] ?? NSTemporaryDirectory() + "autobahn-report"
        let limits = WebSocketLimits(messageBytes: 32 << 20, fragments: 1 << 20, inboundBytes: 32 << 20, hardMark: 64 << 20)
        try await withServer(webSockets: [echo(limits)], configure: { $0.allowedHosts = ["127.0.0.1"] }) { server in
            let port = server.port
            let status = try await onThread {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: program)
                process.arguments = ["ws://127.0.0.1:\(port)/echo", report, cases]
                try process.run()
                process.waitUntilExit()
                return process.terminationStatus
            }
            #expect(status == 0)
        }
    }
}
