namespace NextModel.Credits;

/// <summary>One movement of an organization's money, in double entry. It never changes; what corrects it is another transfer.</summary>
public sealed record CreditTransfer
{
    public const string IdPrefix = "ctr_";

    /// <summary>Unique; also the id of the promo that it grants.</summary>
    public required Guid Id { get; init; }

    public required string OrganizationId { get; init; }

    public required CreditTransferKind Kind { get; init; }

    /// <summary>The organization's ledger currency.</summary>
    public required string Currency { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>At least two, which sum to zero.</summary>
    /// <exception cref="InvalidOperationException">They do not.</exception>
    public required IReadOnlyList<CreditEntry> Entries
    {
        get;
        init => field = value.Count >= 2 && value.Sum(entry => (decimal)entry.Nano) == 0
            ? value
            : throw new InvalidOperationException("The entries of a transfer sum to zero.");
    }

    /// <summary>What makes it happen once: an id that whoever asked for it chose. Unique in the organization; null for charges and expiries.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The payment it is of, as its source names it; null for what is of none.</summary>
    public string? Payment { get; init; }

    /// <summary>The transfer it undoes; null when it undoes none by hand.</summary>
    public Guid? Reverses { get; init; }

    /// <summary>When a promo ends; null for one that does not, and for all else.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why, in the words of whoever asked for it; may be empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who asked for it, as the audit trail names them; empty for charges and expiries.</summary>
    public string Actor { get; init; } = "";

    /// <summary>What a charge is for; null for all else.</summary>
    public CreditReceipts? Receipts { get; init; }

    /// <summary>What the organization's balance changes by, in 10⁻⁹ units.</summary>
    public long AmountNano => Entries.Where(entry => entry.IsBalance).Sum(entry => entry.Nano);

    /// <summary>The id as clients see it.</summary>
    public string WireId => ToWire(Id);

    public static string ToWire(Guid id) => IdPrefix + id.ToString("N");

    /// <summary>Two entries: what the balance gets from, or gives to, the other side.</summary>
    public static IReadOnlyList<CreditEntry> Between(CreditAccountKind balance, Guid? promo, CreditAccountKind other, long nano) =>
        [new CreditEntry(balance, promo, nano), new CreditEntry(other, null, -nano)];

    public static bool TryParseId(string? text, out Guid id)
    {
        id = default;
        return text is not null && text.StartsWith(IdPrefix, StringComparison.Ordinal)
            && Guid.TryParseExact(text.AsSpan(IdPrefix.Length), "N", out id);
    }
}
