import Identifiers
import Problems
import Spaces

/// A frame to a device, but for those of a running text (``AnswerStreams``).
enum ServerFrame: Sendable, Equatable {
    case welcome(Principal, SpacePosition)
    case changes(space: Identifier, from: Int64, to: Int64, rows: [EncodedRow])
    case page(chat: Identifier, before: Identifier?, MessagePage)
    case ack(Identifier, version: Int64)
    case reject(Identifier, Problem)
    case models(Catalogue)
    case notice(FinishedAnswer)
    case resync(space: Identifier)
    case problem(Problem, chat: Identifier? = nil)
    case pong(Int64)

    /// The problem that the frame tells of.
    var problem: Problem? {
        switch self {
        case .problem(let problem, _), .reject(_, let problem): problem
        default: nil
        }
    }
}
