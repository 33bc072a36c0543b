import Database

/// The tables of spaces, in the order in which they are made.
public enum SpacesMigrations {
    /// Every step, oldest first.
    public static var all: [Migration] {
        [
            Migration(feature: "spaces", file: "0001_spaces", content: PackageResources._001_spaces_sql),
            Migration(feature: "spaces", file: "0002_place", content: PackageResources._002_place_sql),
        ]
    }
}
