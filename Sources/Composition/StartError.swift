import Database
import HTTPServer
import Lifecycle
import Models
import Problems
import Sealing

/// Why a server does not start, in a sentence for the person who started it.
public enum StartError: Error, Sendable, CustomStringConvertible {
    /// The database holds sealed texts, and the file with the keys to them is not there.
    case keyFileMissing(path: String)
    /// The keys in the file do not open what is in the database.
    case keyFileOfAnother
    /// Anything else, already in words.
    case failed(String)

    init(_ error: any Error) {
        switch error {
        case let error as StartError: self = error
        case ServiceError.failed(_, let cause): self.init(cause)
        case let error as DataFolderError: self = .failed(error.description)
        case let error as KeyFileError: self = .failed(error.description)
        case let error as ServerError: self = .failed(Self.sentence(error))
        case let error as DatabaseError: self = .failed(Self.sentence(error))
        case let problem as Problem where problem.kind == .unreadable: self = .keyFileOfAnother
        case let problem as Problem: self = .failed(problem.kind.sentence)
        case let fault as ModelsConfiguration.Fault: self = .failed(fault.description)
        default: self = .failed("The server could not start: \(error).")
        }
    }

    /// The sentence.
    public var description: String {
        switch self {
        case .keyFileMissing(let path):
            "The file with the keys is missing: put it back at \(path). Without it nothing that was written can be read."
        case .keyFileOfAnother:
            "The key file does not belong to this database: put the right one back. Nothing was changed."
        case .failed(let sentence): sentence
        }
    }

    private static func sentence(_ error: ServerError) -> String {
        switch error {
        case .addressInUse(let host, let port):
            "Another program listens at \(host):\(port) already: stop it, or choose another port with --port."
        case .addressNotAvailable(let host, let port): "\(host):\(port) is not an address of this machine that may be used."
        case .cannotBind(let host, let port, let code): "Listening at \(host):\(port) failed (system error \(code))."
        case .unreadableFolder(let path): "The folder of the web page cannot be read: \(path)."
        default: "The web server could not start: \(error)."
        }
    }

    private static func sentence(_ error: DatabaseError) -> String {
        switch error {
        case .cannotOpen(.path(let path)): "The database at \(path) cannot be opened."
        case .cannotOpen(.address): "PARLANCE_DATABASE_URL is not an address that PostgreSQL understands."
        case .cannotOpen(.unreachable): "PostgreSQL does not answer at the address in PARLANCE_DATABASE_URL."
        case .cannotOpen(.refused): "PostgreSQL refuses the user, the password or the database in PARLANCE_DATABASE_URL."
        case .cannotOpen(.unsupported): "The database is of a version that is too old."
        case .full: "The disk is full."
        case .corrupt: "The database is damaged: restore a back-up."
        case .migration(let migration): "The database cannot be brought up to date: \(migration)."
        default: "The database cannot be used: \(error)."
        }
    }
}
