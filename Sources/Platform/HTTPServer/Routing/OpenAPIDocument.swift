import JSON

/// Describes routes in the form that other programs read (OpenAPI 3.1.0).
public struct OpenAPIDocument: Sendable {
    /// What the document says about the whole.
    public struct Info: Sendable {
        /// The product's name.
        public let title: String
        /// The version of the server.
        public let version: String
        /// A paragraph.
        public let summary: String

        /// Makes the heading.
        public init(title: String, version: String, summary: String) {
            self.title = title
            self.version = version
            self.summary = summary
        }
    }

    /// The document as JSON: every route, with the Problem that each may answer.
    public static func render(routes: [Route], info: Info) -> [UInt8] {
        JSONWriter.object(capacity: 8 << 10) { writer in
            writer.field("openapi", "3.1.0")
            writer.object("info") {
                $0.field("title", info.title)
                $0.field("version", info.version)
                $0.field("summary", info.summary)
            }
            writer.object("paths") { writer in
                for pattern in inOrder(routes.map(\.pattern)) {
                    writer.object(pattern) { writer in
                        for route in routes where route.pattern == pattern { write(route, &writer) }
                    }
                }
            }
            writer.object("components") { writer in
                writer.object("schemas") { $0.field("Problem", problemSchema) }
                writer.object("responses") { writer in
                    writer.object("Problem") {
                        $0.field("description", "The request was not carried out.")
                        content("application/json", ["$ref": "#/components/schemas/Problem"], &$0)
                    }
                }
            }
        }
    }

    /// A `Problem` in its form over HTTP.
    public static let problemSchema: JSON = [
        "type": "object",
        "required": ["success", "error", "code", "message", "retryable", "request_id"],
        "properties": [
            "success": ["const": false],
            "error": ["type": "string", "description": "The same as message."],
            "code": ["type": "string", "description": "Stable; for programs."],
            "message": ["type": "string", "description": "One sentence for a person."],
            "retryable": ["type": "boolean", "description": "Whether the same request may succeed later."],
            "request_id": ["type": ["string", "null"], "description": "Names the request in the server's log."],
            "field": ["type": "string", "description": "The field that is wrong."],
        ],
    ]

    private static func inOrder(_ patterns: [String]) -> [String] {
        var seen: Set<String> = []
        return patterns.filter { seen.insert($0).inserted }
    }

    private static func write(_ route: Route, _ writer: inout JSONWriter) {
        let operation = route.operation
        writer.object(route.method.lowercased()) { writer in
            writer.field("operationId", operation.id)
            writer.field("summary", operation.summary)
            if let tag = operation.tag { writer.array("tags") { $0.value(tag) } }
            let parameters = operation.parameters + undescribed(route)
            if !parameters.isEmpty {
                writer.array("parameters") { writer in
                    for parameter in parameters { write(parameter, &writer) }
                }
            }
            if let request = operation.request {
                writer.object("requestBody") {
                    $0.field("required", true)
                    content("application/json", request, &$0)
                }
            }
            writer.object("responses") { writer in
                for response in operation.responses {
                    writer.object(String(response.status)) {
                        $0.field("description", response.text)
                        if let type = response.mediaType ?? (response.schema == nil ? nil : "application/json") {
                            content(type, response.schema, &$0)
                        }
                    }
                }
                writer.object("default") { $0.field("$ref", "#/components/responses/Problem") }
            }
        }
    }

    private static func undescribed(_ route: Route) -> [Operation.Parameter] {
        route.pattern.split(separator: "/").compactMap { segment in
            guard segment.hasPrefix("{"), segment.hasSuffix("}") else { return nil }
            let name = String(segment.dropFirst().dropLast())
            let isDescribed = route.operation.parameters.contains { $0.place == .path && $0.name == name }
            return isDescribed ? nil : Operation.Parameter(name, in: .path, "")
        }
    }

    private static func write(_ parameter: Operation.Parameter, _ writer: inout JSONWriter) {
        writer.object {
            $0.field("name", parameter.name)
            $0.field("in", parameter.place.rawValue)
            if !parameter.text.isEmpty { $0.field("description", parameter.text) }
            if parameter.isRequired { $0.field("required", true) }
            $0.field("schema", parameter.schema)
        }
    }

    private static func content(_ type: String, _ schema: JSON?, _ writer: inout JSONWriter) {
        writer.object("content") { writer in
            writer.object(type) { if let schema { $0.field("schema", schema) } }
        }
    }
}
