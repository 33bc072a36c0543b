import Processes

/// How the companion is started: where its Python, its package and its model are.
public struct CompanionCommand: Sendable, Equatable {
    /// The Python of the environment that has its wheels.
    public var python: String
    /// The folder that holds its package.
    public var folder: String
    /// The model's file.
    public var model: String
    /// The digest that the file must have, 64 hexadecimal digits.
    public var sha256: String
    /// Threads for the model; nil for the companion's own choice.
    public var threads: Int?

    /// A command.
    public init(python: String, folder: String, model: String, sha256: String, threads: Int? = nil) {
        self.python = python
        self.folder = folder
        self.model = model
        self.sha256 = sha256
        self.threads = threads
    }

    /// From `PARLANCE_COMPANION_PYTHON`, `PARLANCE_COMPANION`, `PARLANCE_MODEL`, `PARLANCE_MODEL_SHA256` and, when it is there,
    /// `PARLANCE_COMPANION_THREADS`; nil when one is missing: then there is no local model.
    public init?(environment: [String: String]) {
        guard let python = environment["PARLANCE_COMPANION_PYTHON"], let folder = environment["PARLANCE_COMPANION"],
            let model = environment["PARLANCE_MODEL"], let sha256 = environment["PARLANCE_MODEL_SHA256"],
            ![python, folder, model, sha256].contains("")
        else { return nil }
        let threads = environment["PARLANCE_COMPANION_THREADS"].flatMap { Int($0) }
        self.init(python: python, folder: folder, model: model, sha256: sha256, threads: threads)
    }

    var child: ChildCommand {
        // Without byte code: the folder may not be the server's to write to.
        var arguments = ["-B", "-m", "parlance_companion", "--model", model, "--sha256", sha256]
        if let threads { arguments += ["--threads", String(threads)] }
        return ChildCommand(program: python, arguments: arguments, environment: ["PYTHONPATH": folder, "LC_ALL": "C.UTF-8"])
    }
}
