import Chats
import Conversation
import Database
import HTTPServer
import JSON
import Models
import Notifications
import Problems
import Spaces
import Telemetry

/// Every route of the server.
struct Routes: Sendable {
    let workspace: Workspace

    var all: [Route] {
        let described = health + jobs + chats + models + notifications
        return described + [openAPI(describing: described)]
    }

    /// Single-user mode: whoever reaches the server, which is this machine alone, is its owner. `Host` and `Origin` have been checked.
    var authenticate: @Sendable (HTTPRequest) async throws(Problem) -> Principal {
        { [owner = workspace.owner] _ throws(Problem) in owner }
    }

    private var jobs: [Route] {
        JobRoutes(conversation: workspace.conversation, identifiers: workspace.identifiers, authenticate: authenticate).all
    }

    private var chats: [Route] {
        ChatRoutes(chats: workspace.chats, spaces: workspace.spaces, authenticate: authenticate).all
    }

    private var models: [Route] {
        ModelRoutes(catalogue: workspace.catalogue, authenticate: authenticate).all
    }

    private var notifications: [Route] {
        NotificationRoutes(notifications: workspace.notifications, authenticate: authenticate).all
    }

    private var health: [Route] {
        HealthRoutes(database: workspace.database, metrics: workspace.metrics).all
    }

    /// The document describes itself too, so it is made of all routes and its own.
    private func openAPI(describing routes: [Route]) -> Route {
        let operation = Operation(
            id: "getOpenAPI", summary: "This document.", tag: "operation",
            responses: [Operation.Response(200, "An OpenAPI 3.1 document.", schema: ["type": "object"])])
        let own = Route("GET", "/openapi.json", operation: operation) { _ in .json(200, encoded: []) }
        let document = OpenAPIDocument.render(
            routes: routes + [own],
            info: .init(
                title: "Parlance", version: Server.version,
                summary: "A private, real-time workspace for every large language model."))
        return Route("GET", "/openapi.json", operation: operation) { _ in .json(200, encoded: document) }
    }
}
