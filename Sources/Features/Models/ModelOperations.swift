import HTTPServer
import JSON

/// How the routes of models and providers are described.
enum ModelOperations {
    static let models = Operation(
        id: "listModels", summary: "Lists the models that can be chosen, and how it stands with the local one.", tag: "models",
        responses: [
            Operation.Response(
                200, "The models.",
                schema: [
                    "type": "object", "required": ["models", "companion"],
                    "properties": ["models": ["type": "array", "items": model], "companion": companion],
                ])
        ])

    static let providers = Operation(
        id: "listProviders", summary: "Lists the providers of models.", tag: "models",
        responses: [
            Operation.Response(
                200, "The providers.",
                schema: [
                    "type": "object", "required": ["providers"], "properties": ["providers": ["type": "array", "items": provider]],
                ])
        ])

    static let add = Operation(
        id: "addProvider", summary: "Adds an OpenAI-compatible provider; it is asked for its models in the background.", tag: "models",
        request: [
            "type": "object", "required": ["name", "base_url"], "additionalProperties": false, "properties": settings(optional: false),
        ],
        responses: [Operation.Response(201, "The provider.", schema: provider)])

    static let edit = Operation(
        id: "editProvider",
        summary:
            "Changes what is given of a provider. A key is dropped when the address moves to another server and none is given with it.",
        tag: "models", parameters: [id],
        request: ["type": "object", "additionalProperties": false, "properties": settings(optional: true)],
        responses: [Operation.Response(200, "The provider.", schema: provider)])

    static let remove = Operation(
        id: "removeProvider", summary: "Removes a provider and its key.", tag: "models", parameters: [id],
        responses: [Operation.Response(204, "It is gone.")])

    static let check = Operation(
        id: "checkProvider", summary: "Asks a provider for its models now, and tells what came of it.", tag: "models", parameters: [id],
        responses: [Operation.Response(200, "The provider as it stands now.", schema: provider)])

    private static let id = Operation.Parameter("id", in: .path, "The provider's id.")

    private static func settings(optional: Bool) -> JSON {
        let text: JSON = optional ? ["string", "null"] : "string"
        return [
            "name": ["type": text, "minLength": 1, "maxLength": 100, "description": "Its name for people."],
            "base_url": [
                "type": text, "minLength": 1, "maxLength": 2048,
                "description": "The http or https address below which chat/completions and models lie; without user name and query.",
            ],
            "api_key": [
                "type": ["string", "null"], "maxLength": 4096,
                "description": "Its key. Stored sealed, sent to the provider, and never given out; empty or null removes it.",
            ],
        ]
    }

    private static let model: JSON = [
        "type": "object", "required": ["id", "name", "provider", "provider_name", "local", "context"],
        "properties": [
            "id": ["type": "string"], "name": ["type": "string"], "provider": ["type": "string"], "provider_name": ["type": "string"],
            "local": ["type": "boolean"],
            "context": ["type": ["integer", "null"], "description": "Tokens."],
        ],
    ]

    private static let provider: JSON = [
        "type": "object", "required": ["id", "name", "kind", "base_url", "has_key", "state", "problem"],
        "properties": [
            "id": ["type": "string"], "name": ["type": "string"],
            "kind": ["type": "string", "enum": ["companion", "environment", "custom"]],
            "base_url": ["type": "string"], "has_key": ["type": "boolean"],
            "state": ["type": "string", "enum": ["ok", "checking", "failing"]],
            "problem": problem,
        ],
    ]

    private static let companion: JSON = [
        "type": "object", "required": ["state", "model", "problem", "attempt"],
        "properties": [
            "state": ["type": "string", "enum": ["absent", "starting", "loading", "ready", "failed"]],
            "model": ["type": ["string", "null"]],
            "problem": problem,
            "attempt": ["type": "integer"],
        ],
    ]

    private static let problem: JSON = [
        "type": ["object", "null"],
        "properties": [
            "code": ["type": "string"], "message": ["type": "string"], "retryable": ["type": "boolean"], "request_id": ["type": "string"],
        ],
    ]
}
