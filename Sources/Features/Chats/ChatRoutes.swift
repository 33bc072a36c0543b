import HTTPServer
import Identifiers
import JSON
import Problems
import Spaces

/// The routes of chats: decode, call, encode.
public struct ChatRoutes: Sendable {
    private let chats: Chats
    private let spaces: Spaces
    private let authenticate: @Sendable (HTTPRequest) async throws(Problem) -> Principal

    /// The routes over the services; `authenticate` makes the principal of a request.
    public init(
        chats: Chats, spaces: Spaces, authenticate: @escaping @Sendable (HTTPRequest) async throws(Problem) -> Principal
    ) {
        self.chats = chats
        self.spaces = spaces
        self.authenticate = authenticate
    }

    /// Every route of chats.
    public var all: [Route] { [search] }

    /// Searches all texts. The words to be found are in the body, since addresses end up in logs and histories.
    private var search: Route {
        Route("POST", "/v1/search", operation: Self.searchOperation) { request in
            let principal = try await authenticate(request)
            var body = try JSONObject(try await request.json())
            let query = try body.string("query", max: 1_000)
            let limit = try body.optionalInt("limit", in: 1...200) ?? 50
            try body.finish()
            let caller = Caller(principal, in: try await spaces.personalSpace(of: principal))
            let hits = try await chats.search(query, limit: Int(limit), for: caller)
            return .json { answer in
                answer.object { answer in
                    answer.array("hits") { list in
                        for hit in hits { list.value(hit) }
                    }
                }
            }
        }
    }

    private static let searchOperation = Operation(
        id: "searchMessages", summary: "Finds messages in which all the words occur, the newest first.", tag: "chats",
        request: [
            "type": "object", "required": ["query"], "additionalProperties": false,
            "properties": [
                "query": ["type": "string", "maxLength": 1000, "description": "Words, and phrases in double quotes."],
                "limit": ["type": ["integer", "null"], "minimum": 1, "maximum": 200],
            ],
        ],
        responses: [Operation.Response(200, "What was found.", schema: hitsSchema)])

    private static let hitsSchema: JSON = [
        "type": "object", "required": ["hits"],
        "properties": ["hits": ["type": "array", "items": hitSchema]],
    ]

    private static let hitSchema: JSON = [
        "type": "object", "required": ["chat", "message", "title", "role", "snippet", "ranges", "created"],
        "properties": [
            "chat": ["type": "string", "format": "uuid"],
            "message": ["type": "string", "format": "uuid"],
            "title": ["type": "string"],
            "role": ["type": "string"],
            "snippet": ["type": "string"],
            "ranges": [
                "type": "array", "items": ["type": "array", "items": ["type": "integer"]],
                "description": "What was found in the snippet, as offsets in UTF-16 units.",
            ],
            "created": ["type": "integer"],
        ],
    ]
}
