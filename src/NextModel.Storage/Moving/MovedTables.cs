namespace NextModel.Storage.Moving;

/// <summary>All that an installation keeps, in the order it is moved: what others refer to comes first.</summary>
public static class MovedTables
{
    // Where each log ends is told by its receipts; of one that is archived as a whole, by what the last checkpoint kept.
    private const string SqliteLogs =
        """
        (SELECT l.id, l.organization, l.predecessor, coalesce(e.log_sequence, h.size, 0) AS size, coalesce(e.hash, h.hash, zeroblob(32)) AS hash,
            coalesce(e.position, h.position, 0) AS position
        FROM logs l LEFT JOIN (SELECT log, max(position) AS position, log_sequence, hash FROM receipts GROUP BY log) e ON e.log = l.number
        LEFT JOIN log_heads h ON h.log = l.id)
        """;

    public static IReadOnlyList<MovedTable> All { get; } =
    [
        new("organizations"),
        new("teams"),
        new("projects"),
        new("api_keys"),
        new("members"),
        new("management_keys"),
        new("audit") { Order = "sequence" },
        new("budgets") { Amounts = ["limit_nano"] },
        new("budget_windows") { Amounts = ["settled", "unknown"], PostgresOnly = ["leased"] },
        new("rate_limits"),
        new("webhooks"),
        new("webhook_events"),
        new("webhook_deliveries") { PostgresIdentity = "number" },
        new("policies"),
        new("policy_versions"),
        new("credentials"),
        new("reconciliations"),
        new("reconciliation_files"),
        new("receipt_shares"),
        new("prices"),
        new("entries"),
        new("accounts"),
        new("account_identities"),
        new("account_recovery_codes"),
        new("account_resets"),
        new("invitations"),
        new("sessions"),
        new("sign_in_attempts"),
        new("source_objects"),
        new("batches"),
        new("credit_transfers") { PostgresIdentity = "position", Order = "position" },
        new("credit_entries") { Amounts = ["amount"] },
        new("credit_balances") { Amounts = ["balance"] },
        new("credit_settings"),
        new("credit_payments") { Amounts = ["gross", "credit", "taken"] },
        new("credit_payment_facts") { Amounts = ["amount"] },
        new("credit_events"),
        new("receipt_forms") { Order = "number" },
        new("logs")
        {
            SqliteFrom = SqliteLogs,
            SqliteOnly = ["number"],
            SqliteTold = ["size", "hash", "position"],
            PostgresReplica = "replica",
            Compared = ["id", "organization", "predecessor"],
            Order = "id",
        },
        new("receipts") { Amounts = ["amount", "list_amount"], SqliteLogNumber = "log", Order = "position" },
        new("archives") { SqliteOnly = ["number"], Order = "last_position" },
        new("archived_receipts") { Amounts = ["amount", "list_amount"], Order = "position" },
        new("checkpoints") { PostgresIdentity = "number", Order = "number" },
        new("organization_trees"),
        new("trees_kept")
        {
            SqliteFrom = "(SELECT 1 AS number, coalesce(max(position), 0) AS position FROM trees_kept)",
            ReplacesRow = true,
        },
        new("ledger_head")
        {
            IsInSqlite = false,
            SqliteFrom = "(SELECT 1 AS number, coalesce(max(position), 0) AS position FROM receipt_facts)",
            ReplacesRow = true,
        },
        new("log_heads")
        {
            IsInPostgres = false,
            PostgresFrom = "(SELECT DISTINCT ON (organization) organization, id AS log, size, hash, position FROM logs ORDER BY organization, position DESC)",
            Columns = ["organization", "log", "size", "hash", "position"],
        },
        new("idempotency_keys") { File = MovedFile.Idempotency, PostgresIdentity = "id", Order = "id" },
        new("idempotency_answers") { File = MovedFile.Idempotency },
        new("idempotency_projects") { File = MovedFile.Idempotency },
        new("responses") { File = MovedFile.Responses, PostgresIdentity = "id", Order = "id" },
        new("response_items") { File = MovedFile.Responses },
        new("response_projects") { File = MovedFile.Responses },
    ];

    /// <summary>Tables of PostgreSQL that are not moved: of replicas at work and the limits they share, of the cache, or of the schema. Keys that sign are moved by themselves.</summary>
    public static IReadOnlyList<string> StayingInPostgres { get; } =
    [
        "migrations", "replicas", "intents", "budget_leases", "credit_leases", "cache_entries", "cache_projects", "signing_keys", "rate_pools",
        "rate_slices",
    ];

    /// <summary>Tables of SQLite that are not moved.</summary>
    public static IReadOnlyList<string> StayingInSqlite { get; } = ["migrations", "probes"];
}
