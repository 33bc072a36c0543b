// What any route or frame may answer.
extension ProblemKind {
    /// The body or the frame is not JSON.
    public static let invalidJSON = ProblemKind("invalid_json", status: 400, "This is not valid JSON.")
    /// A field has a value that is not allowed.
    public static let invalidField = ProblemKind("invalid_field", status: 400, "A field has a value that is not allowed.")
    /// A field has a value of the wrong type.
    public static let wrongType = ProblemKind("wrong_type", status: 400, "A field has a value of the wrong type.")
    /// A field that nothing reads; refusing it shows a misspelling at once.
    public static let unknownField = ProblemKind("unknown_field", status: 400, "A field is not known here.")
    /// A field that must be there is not.
    public static let missingField = ProblemKind("missing_field", status: 400, "A field is missing.")
    /// One field is longer than its limit.
    public static let fieldTooLong = ProblemKind("field_too_long", status: 413, "A field is longer than is allowed.")
    /// The request cannot be understood as HTTP or its address not as a path.
    public static let badRequest = ProblemKind("bad_request", status: 400, "The request is malformed.")
    /// The body or the frame is above the limit of its route.
    public static let tooLarge = ProblemKind("too_large", status: 413, "The request is larger than is allowed.")
    /// Header bytes or their number are above the limit.
    public static let headerTooLarge = ProblemKind("header_too_large", status: 431, "The request's headers are larger than is allowed.")
    /// The address is above the limit.
    public static let addressTooLong = ProblemKind("address_too_long", status: 414, "The request's address is longer than is allowed.")
    /// There is no such route, or no such thing for this principal.
    public static let notFound = ProblemKind("not_found", status: 404, "There is nothing at this address.")
    /// The route exists with other methods.
    public static let methodNotAllowed = ProblemKind("method_not_allowed", status: 405, "This address does not take this method.")
    /// The body is of a type that the route does not read.
    public static let unsupportedMediaType = ProblemKind("unsupported_media_type", status: 415, "The request's body must be JSON.")
    /// The client accepts nothing that the route can answer with.
    public static let notAcceptable = ProblemKind("not_acceptable", status: 406, "The answer cannot be given in the form asked for.")
    /// An `Expect` other than `100-continue`.
    public static let expectationFailed = ProblemKind(
        "expectation_failed", status: 417, "The request expects what this server does not do.")
    /// The address must be reached by a protocol upgrade, such as a WebSocket.
    public static let upgradeRequired = ProblemKind("upgrade_required", status: 426, "This address takes WebSocket connections only.")
    /// A range of a file that it does not have.
    public static let rangeNotSatisfiable = ProblemKind("range_not_satisfiable", status: 416, "The file does not have the range asked for.")
    /// `Host` is none of the configured addresses (DNS rebinding).
    public static let forbiddenHost = ProblemKind("forbidden_host", status: 421, "This server does not answer under that host name.")
    /// `Origin` is none of the configured addresses (cross-site requests).
    public static let forbiddenOrigin = ProblemKind("forbidden_origin", status: 403, "Pages of another site may not use this server.")
    /// Nobody is signed in.
    public static let unauthenticated = ProblemKind("unauthenticated", status: 401, "Please sign in.")
    /// Who is signed in may not do this.
    public static let forbidden = ProblemKind("forbidden", status: 403, "This is not allowed for you.")
    /// What was to be made is there already, or was changed meanwhile.
    public static let conflict = ProblemKind("conflict", status: 409, "This conflicts with what is there already.")
    /// The client took too long to send its request.
    public static let requestTimeout = ProblemKind("request_timeout", status: 408, "The request took too long to arrive.", retryable: true)
    /// The route's time limit has passed.
    public static let timeout = ProblemKind("timeout", status: 504, "This took too long and was stopped.", retryable: true)
    /// A limit on requests, connections or work in progress is reached.
    public static let overloaded = ProblemKind("overloaded", status: 503, "The server is busy; please try again shortly.", retryable: true)
    /// One client asks too often.
    public static let tooManyRequests = ProblemKind("too_many_requests", status: 429, "Too many requests; please wait.", retryable: true)
    /// The server is draining.
    public static let shuttingDown = ProblemKind(
        "shutting_down", status: 503, "The server is being restarted; please try again shortly.", retryable: true)
    /// The disk or the database's quota is full.
    public static let storageFull = ProblemKind("storage_full", status: 507, "The server has no storage space left.", retryable: true)
    /// The database is locked by another program for too long.
    public static let storageBusy = ProblemKind(
        "storage_busy", status: 503, "The database is busy; please try again shortly.", retryable: true)
    /// The database cannot be reached.
    public static let storageUnavailable = ProblemKind(
        "storage_unavailable", status: 503, "The database cannot be reached at the moment.", retryable: true)
    /// A stored text or row cannot be read: it was changed, or its key is gone.
    public static let unreadable = ProblemKind("unreadable", status: 500, "A stored text cannot be decrypted.")
    /// Whatever nothing else describes; logged with the request's id.
    public static let `internal` = ProblemKind("internal", status: 500, "Something went wrong on the server.")
}
