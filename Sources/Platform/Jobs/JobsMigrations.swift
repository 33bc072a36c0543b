import Database

/// The tables of this target.
public enum JobsMigrations {
    /// All steps, oldest first.
    public static var all: [Migration] {
        [Migration(feature: "jobs", file: "0001_jobs", content: PackageResources._001_jobs_sql)]
    }
}
