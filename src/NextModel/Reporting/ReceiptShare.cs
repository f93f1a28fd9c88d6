namespace NextModel.Reporting;

/// <summary>A link under which one receipt can be read without a key, until it ends or is revoked.</summary>
public sealed record ReceiptShare
{
    public required Guid Id { get; init; }

    public required Guid ReceiptId { get; init; }

    /// <summary>Organization, team and project that the receipt states.</summary>
    public required ReceiptScope Scope { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it leads nowhere.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How its id is spelled: <c>share_</c> and 32 hex digits.</summary>
    public static string Spell(Guid id) => $"share_{id:n}";

    /// <summary>Reads what <see cref="Spell"/> wrote.</summary>
    public static bool TryParse(string? text, out Guid id)
    {
        id = default;
        return text is not null && text.StartsWith("share_", StringComparison.Ordinal) && Guid.TryParseExact(text["share_".Length..], "N", out id)
            && Spell(id) == text;
    }
}
