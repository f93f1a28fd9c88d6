using NextModel.Billing;
using NextModel.Credits;

namespace NextModel.Gateway.Admin;

/// <summary>A transfer of an organization's credit.</summary>
public sealed record CreditTransferView
{
    public required string Id { get; init; }

    public required string Organization { get; init; }

    public required string Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What the balance changed by.</summary>
    public required string Amount { get; init; }

    public required string Currency { get; init; }

    /// <summary>The organization's balance afterwards.</summary>
    public required string Balance { get; init; }

    public string? ExternalId { get; init; }

    public string? Payment { get; init; }

    public string? Reverses { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required string Reason { get; init; }

    public required string Actor { get; init; }

    public CreditReceiptsView? Receipts { get; init; }

    public required IReadOnlyList<CreditEntryView> Entries { get; init; }

    public static CreditTransferView Of(PostedTransfer posted)
    {
        ArgumentNullException.ThrowIfNull(posted);
        var transfer = posted.Transfer;
        return new CreditTransferView
        {
            Id = transfer.WireId,
            Organization = transfer.OrganizationId,
            Kind = transfer.Kind.Wire(),
            At = transfer.At,
            Amount = Money.FormatNanos(transfer.AmountNano),
            Currency = transfer.Currency,
            Balance = Money.FormatNanos(posted.BalanceNano),
            ExternalId = transfer.ExternalId,
            Payment = transfer.Payment,
            Reverses = transfer.Reverses is { } undone ? CreditTransfer.ToWire(undone) : null,
            ExpiresAt = transfer.ExpiresAt,
            Reason = transfer.Reason,
            Actor = transfer.Actor,
            Receipts = transfer.Receipts is { } receipts
                ? new CreditReceiptsView(receipts.LogId.ToString(), receipts.First, receipts.Last, receipts.Count)
                : null,
            Entries = [.. transfer.Entries.Select(entry => new CreditEntryView(
                Word(entry.Account), Money.FormatNanos(entry.Nano), entry.Promo is { } promo ? CreditTransfer.ToWire(promo) : null))],
        };
    }

    private static string Word(CreditAccountKind account) => account switch
    {
        CreditAccountKind.Paid => "paid",
        CreditAccountKind.Promo => "promo",
        CreditAccountKind.Clearing => "clearing",
        CreditAccountKind.PromoExpense => "promo_expense",
        CreditAccountKind.Revenue => "revenue",
        _ => "corrections",
    };
}
