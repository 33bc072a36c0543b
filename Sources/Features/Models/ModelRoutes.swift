import HTTPServer
import JSON
import Problems
import Spaces

/// The routes of models and providers: decode, call, encode.
public struct ModelRoutes: Sendable {
    private let catalogue: ModelCatalogue
    private let authenticate: @Sendable (HTTPRequest) async throws(Problem) -> Principal

    /// The routes over the catalogue; `authenticate` makes the principal of a request.
    public init(catalogue: ModelCatalogue, authenticate: @escaping @Sendable (HTTPRequest) async throws(Problem) -> Principal) {
        self.catalogue = catalogue
        self.authenticate = authenticate
    }

    /// Every route of models and providers.
    public var all: [Route] { [models, providers, add, edit, remove, check] }

    private var models: Route {
        Route("GET", "/v1/models", operation: ModelOperations.models) { request in
            let snapshot = try await catalogue.snapshot(for: try await authenticate(request))
            return .json { answer in
                answer.object { answer in
                    answer.array("models") { list in
                        for model in snapshot.models { list.value(model) }
                    }
                    answer.field("companion", snapshot.companion)
                }
            }
        }
    }

    private var providers: Route {
        Route("GET", "/v1/providers", operation: ModelOperations.providers) { request in
            let snapshot = try await catalogue.snapshot(for: try await authenticate(request))
            return .json { answer in
                answer.object { answer in
                    answer.array("providers") { list in
                        for provider in snapshot.providers { list.value(provider) }
                    }
                }
            }
        }
    }

    private var add: Route {
        Route("POST", "/v1/providers", operation: ModelOperations.add) { request in
            let principal = try await authenticate(request)
            var body = try JSONObject(try await request.json())
            let draft = ProviderDraft(
                name: try body.string("name", min: 1, max: ProviderRules.maximumName),
                baseURL: try body.string("base_url", min: 1, max: 2048),
                key: try body.optionalString("api_key", max: ProviderRules.maximumKey))
            try body.finish()
            let status = try await catalogue.add(draft, as: principal)
            return .json(201) { $0.value(status) }
        }
    }

    private var edit: Route {
        Route("PATCH", "/v1/providers/{id}", operation: ModelOperations.edit) { request in
            let principal = try await authenticate(request)
            var body = try JSONObject(try await request.json())
            var edit = ProviderEdit(
                name: try body.optionalString("name", min: 1, max: ProviderRules.maximumName),
                baseURL: try body.optionalString("base_url", min: 1, max: 2048))
            if body.has("api_key") {
                let key = try body.optionalString("api_key", max: ProviderRules.maximumKey) ?? ""
                edit.key = key.isEmpty ? .remove : .set(key)
            }
            try body.finish()
            let status = try await catalogue.edit(id(of: request), edit, as: principal)
            return .json { $0.value(status) }
        }
    }

    private var remove: Route {
        Route("DELETE", "/v1/providers/{id}", operation: ModelOperations.remove) { request in
            let principal = try await authenticate(request)
            try await catalogue.remove(id(of: request), as: principal)
            return HTTPResponse(status: 204)
        }
    }

    private var check: Route {
        // A provider that does not answer is given up after half a minute.
        Route("POST", "/v1/providers/{id}/check", operation: ModelOperations.check, limits: RouteLimits(time: .seconds(45))) { request in
            let principal = try await authenticate(request)
            let status = try await catalogue.check(id(of: request), as: principal)
            return .json { $0.value(status) }
        }
    }

    private func id(of request: HTTPRequest) -> String {
        request.parameters["id"] ?? ""
    }
}
