/// Why a server cannot start.
public enum ServerError: Error, Sendable, Equatable {
    /// Another program listens on this address.
    case addressInUse(host: String, port: Int)
    /// The address is not one of this machine, or the port is reserved for the system.
    case addressNotAvailable(host: String, port: Int)
    /// The name of the host cannot be resolved, or binding failed with this system error number.
    case cannotBind(host: String, port: Int, errno: Int32)
    /// Two routes have the same method and path.
    case duplicateRoute(String)
    /// A pattern that is no path.
    case badPattern(String)
    /// `start` was called twice, or after `drain`.
    case notIdle
    /// The folder of static files cannot be read.
    case unreadableFolder(String)
}
