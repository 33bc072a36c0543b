import Database
import Events
import Identifiers
import Redis
import Sealing
import Spaces
import Synchronization
import Telemetry
import TestSupport

@testable import Cluster

let identifiers = IdentifierSource()

/// A frame that shows what it was made of.
enum TestFrame: Sendable, Equatable {
    case text(offset: Int, [UInt8])
    case settled(String, length: Int)
}

extension StreamEncoding where Frame == TestFrame {
    static let test = StreamEncoding(
        delta: { .text(offset: $0, Array($1)) }, settled: { .settled($0.status, length: $0.length) })
}

/// One process of an installation, with the parts that the cluster joins.
final class Node: Sendable {
    let cluster: Cluster<TestFrame>
    let hub: StreamHub<TestFrame>
    let bus: Bus
    let metrics = Metrics()
    let key: DataKey
    let signals = Mutex<[ClusterSignal]>([])

    init(
        _ redis: TestRedis, key: DataKey, epoch: String = "e", check: Duration = .milliseconds(200), limits: StreamLimits = StreamLimits(),
        versions: @escaping Cluster<TestFrame>.VersionReader = { _ in [:] }
    ) throws {
        self.key = key
        cluster = Cluster(
            try RedisAddress(redis.url), names: ClusterNames(epoch: epoch), key: key, process: identifiers.next(), checkInterval: check,
            metrics: metrics, log: .silent
        ) { _, _ in .test }
        hub = StreamHub(limits: limits, relay: cluster.relay)
        bus = Bus(relay: cluster.announce)
        cluster.start(bus: bus, hub: hub, versions: versions) { [weak self] signal in self?.signals.withLock { $0.append(signal) } }
    }

    /// Two processes that hear each other.
    static func pair(_ redis: TestRedis) async throws -> (Node, Node) {
        let key = DataKey(id: identifiers.next())
        let nodes = (try Node(redis, key: key), try Node(redis, key: key))
        for node in [nodes.0, nodes.1] {
            try await until { await node.cluster.signal(ClusterSignal("hello", .null)) == 1 }
        }
        return nodes
    }

    func stop() async { await cluster.stop() }
}

/// A reader that keeps what it is given.
final class Reader: Sendable {
    private let frames = Mutex<[TestFrame]>([])

    var sink: @Sendable (StreamEvent<TestFrame>) -> StreamReply {
        { [self] event in
            switch event {
            case .text(let frame), .settled(let frame): frames.withLock { $0.append(frame) }
            }
            return .taken
        }
    }

    /// All pieces put together; nil when there is a gap or a repeat.
    func text(from start: Int = 0) -> [UInt8]? {
        var text: [UInt8] = []
        for case .text(let offset, let bytes) in frames.withLock({ $0 }) {
            guard offset == start + text.count else { return nil }
            text += bytes
        }
        return text
    }

    var ends: [TestFrame] {
        frames.withLock { $0 }.filter { if case .settled = $0 { true } else { false } }
    }
}

extension [UInt8] {
    init(_ text: String) { self = Array(text.utf8) }
}

/// A value that its holder may change within an expectation, whose parts are constants otherwise.
final class Held<Value> {
    var it: Value

    init(_ value: Value) { it = value }
}
