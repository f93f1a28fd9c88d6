namespace NextModel.Reporting.Reconciliation;

/// <summary>A file of a run, as its report names it.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Sha256">Digest of its bytes, lower-case hex.</param>
/// <param name="Status"><c>imported</c>, or <c>already_imported</c> when its bytes came before.</param>
/// <param name="Format">What it was read as, such as <c>openai.usage</c>.</param>
/// <param name="Rows">Rows taken from it.</param>
public sealed record ReconciliationImport(string Name, string Sha256, string Status, string Format, long Rows)
{
    public const string Imported = "imported";
    public const string AlreadyImported = "already_imported";

    /// <summary>What a reader of the report should know about it, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
