import Glibc

extension [UInt8] {
    /// Overwrites the bytes with zeros in a way that the optimiser keeps.
    mutating func wipe() {
        withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            explicit_bzero(base, bytes.count)
        }
    }
}
