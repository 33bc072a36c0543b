import HTTPServer
import JSON

/// How the routes of the jobs API are described in the OpenAPI document.
enum JobOperations {
    static let post = Operation(
        id: "postMessage", summary: "Asks; answers at once with the job that writes the answer.", tag: "jobs",
        parameters: [
            Operation.Parameter(
                "Idempotency-Key", in: .header, "Makes it safe to send the request again: the second time has no further effect.",
                schema: ["type": "string", "minLength": 1, "maxLength": 255])
        ],
        request: [
            "type": "object", "required": ["text"], "additionalProperties": false,
            "properties": [
                "text": ["type": "string", "minLength": 1, "description": "What you say; at most 900 KiB of UTF-8."],
                "chat_id": ["type": ["string", "null"], "format": "uuid", "description": "The chat; a new one is begun without it."],
                "parent_id": [
                    "type": ["string", "null"], "format": "uuid",
                    "description": "The message that this follows; the end of the chat without it.",
                ],
                "model": ["type": ["string", "null"], "maxLength": 500, "description": "A model of the catalogue."],
            ],
        ],
        responses: [
            Operation.Response(
                202, "The job is queued.",
                schema: [
                    "type": "object", "required": ["success", "job_id", "chat_id", "message_id", "status"],
                    "properties": [
                        "success": ["const": true], "job_id": uuid, "chat_id": uuid, "message_id": uuid,
                        "status": ["const": "pending"],
                    ],
                ])
        ])

    static let get = Operation(
        id: "getMessage", summary: "How far a job is, and its result; by the id of the job, or of the message that it answers.",
        tag: "jobs", parameters: [Operation.Parameter("id", in: .path, "The job, or the message.")],
        responses: [Operation.Response(200, "The job.", schema: job)])

    static let history = Operation(
        id: "getHistory", summary: "A page of the messages of a chat, oldest first: of the one last used, unless one is named.",
        tag: "jobs",
        parameters: [
            Operation.Parameter("chat_id", in: .query, "The chat.", schema: uuid),
            Operation.Parameter("before", in: .query, "The message before which the page ends.", schema: uuid),
        ],
        responses: [
            Operation.Response(
                200, "The page. `before` asks for the next, older one; null at the beginning.",
                schema: [
                    "type": "object", "required": ["success", "chat_id", "title", "messages", "before"],
                    "properties": [
                        "success": ["const": true], "chat_id": optionalUUID, "title": ["type": ["string", "null"]],
                        "messages": ["type": "array", "items": ["type": "object"]], "before": optionalUUID,
                    ],
                ])
        ])

    static let clear = Operation(
        id: "clearHistory", summary: "Moves all chats, or one, to the trash.", tag: "jobs",
        parameters: [Operation.Parameter("chat_id", in: .query, "The chat; all without it.", schema: uuid)],
        responses: [
            Operation.Response(
                200, "How many went there.",
                schema: [
                    "type": "object", "required": ["success", "cleared"],
                    "properties": ["success": ["const": true], "cleared": ["type": "integer"]],
                ])
        ])

    private static let uuid: JSON = ["type": "string", "format": "uuid"]
    private static let optionalUUID: JSON = ["type": ["string", "null"], "format": "uuid"]

    private static let job: JSON = [
        "type": "object", "required": ["success", "job_id", "chat_id", "message_id", "status", "result", "problem"],
        "properties": [
            "success": ["const": true], "job_id": uuid, "chat_id": uuid, "message_id": optionalUUID,
            "status": ["enum": ["pending", "processing", "done", "error"]],
            "result": [
                "type": ["object", "null"], "required": ["text", "model", "ended", "created", "finished", "usage"],
                "properties": [
                    "text": ["type": "string"], "model": ["type": ["string", "null"]],
                    "ended": ["enum": ["done", "stopped", "interrupted", "error"]],
                    "created": ["type": "integer"], "finished": ["type": ["integer", "null"]], "usage": ["type": ["object", "null"]],
                ],
            ],
            "problem": ["type": ["object", "null"]],
        ],
    ]
}
