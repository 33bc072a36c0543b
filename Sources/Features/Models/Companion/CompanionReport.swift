import JSON
import Problems
import Telemetry

/// How it stands with the companion, for people.
public struct CompanionStatus: Sendable, Hashable {
    /// Where it is on its way.
    public enum State: String, Sendable {
        /// None is set up.
        case absent
        /// Its program is being started, and the model's file checked.
        case starting
        /// The model is being loaded.
        case loading
        /// It answers.
        case ready
        /// It could not be started, several times; it is tried again now and then.
        case failed
    }

    /// Where it is.
    public var state: State
    /// The model's name, once it is ready.
    public var model: String?
    /// What is wrong, when it has failed.
    public var problem: Problem?
    /// How often it has been started.
    public var attempt: Int

    /// None is set up.
    public static let absent = CompanionStatus(state: .absent, model: nil, problem: nil, attempt: 0)
}

extension CompanionStatus: JSONWritable {
    /// As the `models` frame has it.
    public func write(into writer: inout JSONWriter) {
        writer.object {
            $0.field("state", state.rawValue)
            $0.field("model", model)
            $0.key("problem")
            if let problem { problem.write(into: &$0, requestID: "") } else { $0.null() }
            $0.field("attempt", attempt)
        }
    }
}

/// Where a companion that is ready answers.
struct CompanionEndpoint: Sendable {
    let port: UInt16
    let token: Secret
    let model: String
    let context: Int?
}

/// One step of the companion on its way.
struct CompanionReport: Sendable {
    let status: CompanionStatus
    /// Given while it is ready.
    let endpoint: CompanionEndpoint?
}
