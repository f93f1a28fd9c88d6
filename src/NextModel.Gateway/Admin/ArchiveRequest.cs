namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/receipts/archive</c>.</summary>
public sealed record ArchiveRequest
{
    /// <summary>Receipts completed before this day of UTC, or instant.</summary>
    public string? Before { get; init; }

    /// <summary>Where files go, absolute, on the server; the directory of <c>retention</c> unless given.</summary>
    public string? Directory { get; init; }

    /// <summary>True to count only.</summary>
    public bool DryRun { get; init; }
}
