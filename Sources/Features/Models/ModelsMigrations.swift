import Database

/// The tables of models, in the order in which they are made.
public enum ModelsMigrations {
    /// Every step, oldest first.
    public static var all: [Migration] {
        [Migration(feature: "models", file: "0001_providers", content: PackageResources._001_providers_sql)]
    }
}
