import Glibc
import HTTPClient
import Models
import Telemetry
import Testing

/// The companion of this checkout with the real model; `scripts/test` says where they are.
enum RealCompanion {
    static func command() throws -> CompanionCommand {
        var environment: [String: String] = [:]
        for name in ["PARLANCE_COMPANION_PYTHON", "PARLANCE_COMPANION", "PARLANCE_MODEL", "PARLANCE_MODEL_SHA256"] {
            environment[name] = getenv(name).map { String(cString: $0) }
        }
        return try #require(
            CompanionCommand(environment: environment), "PARLANCE_COMPANION_PYTHON and its companions are not set: run scripts/test")
    }

    /// Whether a process has that number, and is not just waiting to be reaped.
    static func isRunning(_ id: Int32) -> Bool { kill(id, 0) == 0 }
}

/// The text of an answer, with its last two events.
func readAll(_ events: GenerationEvents) async throws -> (text: String, usage: Usage?, finish: FinishReason?) {
    var text: [UInt8] = []
    var usage: Usage?
    var finish: FinishReason?
    for try await event in events {
        switch event {
        case .text(let bytes): text += bytes
        case .usage(let told): usage = told
        case .finished(let reason): finish = reason
        }
    }
    return (String(decoding: text, as: UTF8.self), usage, finish)
}
