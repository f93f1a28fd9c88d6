namespace NextModel.Reporting.Reconciliation;

/// <summary>A run that is kept.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OrganizationId">Whose it is.</param>
/// <param name="Provider">The provider's word.</param>
/// <param name="Status">What the report says as a whole.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ReportSha256">Digest of the report, lower-case hex: two runs with the same report are one.</param>
/// <param name="Document">What the API shows of it, as JSON.</param>
/// <param name="Files">The files, in the order they were read.</param>
public sealed record StoredReconciliation(
    Guid Id, string OrganizationId, string Provider, string Status, DateTimeOffset CreatedAt, string ReportSha256, string Document,
    IReadOnlyList<StoredFile> Files)
{
    private const string Prefix = "rec_";

    /// <summary>The id as it is spelt on the wire.</summary>
    public string WireId => WireIdOf(Id);

    public static string WireIdOf(Guid id) => $"{Prefix}{id:N}";

    public static bool TryParseId(string? text, out Guid id)
    {
        id = default;
        return text is not null && text.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParseExact(text.AsSpan(Prefix.Length), "N", out id);
    }
}
