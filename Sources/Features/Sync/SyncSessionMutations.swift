import Identifiers
import Problems

/// What the device asks for, one change after the other (rule 9).
extension SyncSession {
    mutating func performNext() {
        guard let device, let mutation = mutations.next() else { return }
        actions.append(.perform(mutation, device: mutation.device ?? device))
    }

    mutating func accept(mutated result: Result<Int64, Problem>) {
        guard let id = mutations.finish() else { return }
        switch result {
        case .success(let version):
            send(.ack(id, version: version))
            target = max(target, version)
        case .failure(let problem): send(.reject(id, problem))
        }
    }
}
