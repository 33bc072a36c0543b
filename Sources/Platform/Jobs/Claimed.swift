import Database
import Identifiers
import JSON

/// A job as it was just leased. Its payload may be unreadable, if an older or newer program wrote it.
enum Claimed: Equatable {
    case readable(JobRun)
    case unreadable(JobRun)

    init(_ row: Row, kind: String, owner: Identifier) throws(DatabaseError) {
        guard let id = Identifier(try row.text(0)), let subject = Identifier(try row.text(1)) else { throw .corrupt }
        let payload = try? JSON.parse(try row.text(2))
        let run = JobRun(
            id: id, kind: kind, subject: subject, payload: payload ?? .null, attempt: Int(try row.int(3)),
            maxAttempts: Int(try row.int(4)), owner: owner)
        self = payload == nil ? .unreadable(run) : .readable(run)
    }

    var id: Identifier {
        switch self {
        case .readable(let run), .unreadable(let run): run.id
        }
    }
}
