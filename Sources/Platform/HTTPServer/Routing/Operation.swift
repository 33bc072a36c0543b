import JSON

/// What a route does, for people and programs: one operation of the OpenAPI document (OpenAPI 3.1.0, 4.8.10).
public struct Operation: Sendable {
    /// One parameter in the path, the query or a header.
    public struct Parameter: Sendable {
        /// Where the parameter stands.
        public enum Place: String, Sendable { case path, query, header }

        /// Its name, as in the pattern's `{name}` when it stands in the path.
        public let name: String
        /// Where it stands.
        public let place: Place
        /// One sentence.
        public let text: String
        /// Whether a request without it is refused; always true in the path.
        public let isRequired: Bool
        /// Its JSON schema.
        public let schema: JSON

        /// Describes a parameter; a string unless a schema says otherwise.
        public init(_ name: String, in place: Place, _ text: String, required: Bool = false, schema: JSON = ["type": "string"]) {
            self.name = name
            self.place = place
            self.text = text
            self.isRequired = required || place == .path
            self.schema = schema
        }
    }

    /// One possible answer.
    public struct Response: Sendable {
        /// Its status.
        public let status: Int
        /// One sentence.
        public let text: String
        /// The JSON schema of its body, or nil.
        public let schema: JSON?
        /// The media type of its body; nil: `application/json` when there is a schema, else no body.
        public let mediaType: String?

        /// Describes an answer.
        public init(_ status: Int, _ text: String, schema: JSON? = nil, mediaType: String? = nil) {
            self.status = status
            self.text = text
            self.schema = schema
            self.mediaType = mediaType
        }
    }

    /// Names the operation among all: camel case, stable.
    public let id: String
    /// What it does, in one sentence.
    public let summary: String
    /// Groups operations.
    public let tag: String?
    /// Parameters; those of the path that are not listed are described as strings.
    public let parameters: [Parameter]
    /// The JSON schema of the request's body, or nil when there is none.
    public let request: JSON?
    /// The answers beside the Problem that every operation may give.
    public let responses: [Response]

    /// Describes an operation.
    public init(
        id: String, summary: String, tag: String? = nil, parameters: [Parameter] = [], request: JSON? = nil, responses: [Response] = []
    ) {
        self.id = id
        self.summary = summary
        self.tag = tag
        self.parameters = parameters
        self.request = request
        self.responses = responses
    }
}
