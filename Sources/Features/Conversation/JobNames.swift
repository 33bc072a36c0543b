import HTTPServer
import Identifiers
import Problems
import Sealing
import Spaces

/// The identifiers of what one `POST /messages` makes: drawn afresh, or following from its `Idempotency-Key`, so that sending it again makes
/// nothing again.
struct JobNames {
    /// The longest key, in bytes.
    static let keyLimit = 255

    let chat: Identifier
    let message: Identifier
    /// The answer, whose writing is the job.
    let job: Identifier
    /// Under which it is remembered that this was done.
    let mutation: Identifier

    init(for request: HTTPRequest, of principal: Principal, identifiers: IdentifierSource) throws(Problem) {
        guard let key = request.headers["idempotency-key"] else {
            chat = identifiers.next()
            message = identifiers.next()
            job = identifiers.next()
            mutation = identifiers.next()
            return
        }
        guard (1...Self.keyLimit).contains(key.utf8.count) else { throw Problem(.invalidField, field: "Idempotency-Key") }
        func name(_ what: String) -> Identifier { Fingerprint.identifier(of: "POST /messages", principal.user.text, key, what) }
        chat = name("chat")
        message = name("message")
        job = name("job")
        mutation = name("mutation")
    }
}
