import Database
import Glibc
import HTTPServer
import Lifecycle
import Models
import Problems
import Redis
import Sealing

/// Why a server does not start, in a sentence for the person who started it: what is wrong, and how to mend it.
public enum StartError: Error, Sendable, Equatable, CustomStringConvertible {
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
        case let error as ServiceError: self = .failed("The server could not start: \(error.description)")
        case let error as DataFolderError: self = .failed(error.description)
        case KeyFileError.system(let operation, _, let code):
            self = .failed(
                "The key file cannot be used (\(operation): \(String(cString: strerror(code)))): it and its folder must be there and yours. "
                    + "PARLANCE_KEYS says where it is; without, it is in the data folder.")
        case let error as KeyFileError: self = .failed(error.description)
        case let error as ServerError: self = .failed(error.sentence)
        case let error as DatabaseError: self = .failed(error.sentence)
        case let error as RedisError: self = .failed("PARLANCE_REDIS_URL: \(error.description)")
        case let problem as Problem where problem.kind == .unreadable: self = .keyFileOfAnother
        case let problem as Problem: self = .failed(problem.kind.sentence)
        case let fault as ModelsConfiguration.Fault: self = .failed(fault.description)
        default: self = .failed("The server could not start, for a reason that has no words here (\(type(of: error))).")
        }
    }

    /// The sentence.
    public var description: String {
        switch self {
        case .keyFileMissing(let path):
            "The file with the keys is missing: put it back at \(path). Without it nothing that was written can be read."
        case .keyFileOfAnother:
            "The key file does not belong to this database: put the right one back. Nothing is lost as long as there is a copy of it."
        case .failed(let sentence): sentence
        }
    }
}

extension ServerError {
    /// What an operator is told.
    fileprivate var sentence: String {
        switch self {
        case .addressInUse(let host, let port):
            "Another program listens at \(host):\(port) already: stop it, or choose another port with --port."
        case .addressNotAvailable(let host, let port):
            "This user may not listen at \(host):\(port), or that is no address of this machine: choose another with --host and --port."
        case .cannotBind(let host, let port, let code):
            "Listening at \(host):\(port) failed (system error \(code)): choose another address with --host and --port."
        case .unreadableFolder(let path): "The folder of the web page cannot be read: \(path). PARLANCE_WEB must name the built page."
        case .duplicateRoute, .badPattern, .notIdle: "This build of Parlance is faulty: its web server does not take its own routes."
        }
    }
}
