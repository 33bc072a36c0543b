import HTTPServer
import Identifiers
import JSON
import Problems
import Spaces

/// Writes the frames of one socket.
struct FrameEncoder: Sendable {
    /// The version text of this server.
    let server: String
    /// Names the socket in problems, as in the log.
    let requestID: String

    func encode(_ frame: ServerFrame) -> EncodedFrame {
        EncodedFrame(text: text(of: frame))
    }

    /// The frame's JSON.
    func text(of frame: ServerFrame) -> [UInt8] {
        JSONWriter.object(capacity: capacity(of: frame)) { write(frame, into: &$0) }
    }

    private func write(_ frame: ServerFrame, into writer: inout JSONWriter) {
        switch frame {
        case .welcome(let principal, let position): writeWelcome(principal, position, into: &writer)
        case .changes(let space, let from, let to, let rows):
            writer.field("type", "changes")
            writer.field("space", space)
            writer.field("from", from)
            writer.field("to", to)
            writer.array("rows") { for row in rows { $0.raw(row.json) } }
        case .page(let chat, let before, let page): writePage(chat, before, page, into: &writer)
        case .ack(let id, let version):
            writer.field("type", "ack")
            writer.field("id", id)
            writer.field("version", version)
        case .reject(let id, let problem):
            writer.field("type", "reject")
            writer.field("id", id)
            writeProblem(problem, into: &writer)
        case .models(let catalogue):
            writer.field("type", "models")
            writer.raw("models", catalogue.models)
            writer.raw("providers", catalogue.providers)
            writer.raw("companion", catalogue.companion)
        case .notice(let answer): writeNotice(answer, into: &writer)
        case .resync(let space):
            writer.field("type", "resync")
            writer.field("space", space)
        case .problem(let problem, let chat):
            writer.field("type", "problem")
            writeProblem(problem, into: &writer)
            if let chat { writer.field("chat", chat) }
        case .pong(let number):
            writer.field("type", "pong")
            writer.field("n", number)
        }
    }

    private func writeWelcome(_ principal: Principal, _ position: SpacePosition, into writer: inout JSONWriter) {
        writer.field("type", "welcome")
        writer.field("v", 1)
        writer.field("server", server)
        writer.field("epoch", position.epoch)
        writer.field("mode", "single")
        writer.object("user") {
            $0.field("id", principal.user)
            $0.field("name", principal.name)
        }
        writer.object("space") {
            $0.field("id", position.space.id)
            $0.field("name", position.space.name)
            $0.field("role", position.role.rawValue)
            $0.field("version", position.space.version)
        }
    }

    private func writePage(_ chat: Identifier, _ before: Identifier?, _ page: MessagePage, into writer: inout JSONWriter) {
        writer.field("type", "page")
        writer.field("chat", chat)
        writer.field("version", page.version)
        writer.field("before", before)
        writer.field("first", page.first)
        writer.array("messages") { for row in page.messages { $0.raw(row.json) } }
        writer.object("branches") { writer in
            for branch in page.branches {
                writer.array(branch.parent?.text ?? "") { for child in branch.children { $0.value(child) } }
            }
        }
    }

    private func writeNotice(_ answer: FinishedAnswer, into writer: inout JSONWriter) {
        writer.field("type", "notice")
        writer.field("kind", "finished")
        writer.field("chat", answer.chat)
        writer.field("message", answer.message)
        writer.field("title", answer.title)
        writer.field("status", answer.status)
    }

    private func writeProblem(_ problem: Problem, into writer: inout JSONWriter) {
        writer.key("problem")
        problem.write(into: &writer, requestID: requestID)
    }

    /// About how large the frame will be, so that its buffer is made once.
    private func capacity(of frame: ServerFrame) -> Int {
        let rows: [EncodedRow] =
            switch frame {
            case .changes(_, _, _, let rows): rows
            case .page(_, _, let page): page.messages
            default: []
            }
        return rows.reduce(512) { $0 + $1.json.count + 1 }
    }
}
