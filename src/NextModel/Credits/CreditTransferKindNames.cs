namespace NextModel.Credits;

/// <summary>Kinds of transfers as clients spell them.</summary>
public static class CreditTransferKindNames
{
    private static readonly (CreditTransferKind Kind, string Name)[] All =
    [
        (CreditTransferKind.TopUp, "top_up"), (CreditTransferKind.Charge, "charge"), (CreditTransferKind.Refund, "refund"),
        (CreditTransferKind.Chargeback, "chargeback"), (CreditTransferKind.Promo, "promo"), (CreditTransferKind.Expiry, "expiry"),
        (CreditTransferKind.Adjustment, "adjustment"), (CreditTransferKind.Reversal, "reversal"),
    ];

    public static string Wire(this CreditTransferKind kind) => Array.Find(All, one => one.Kind == kind).Name;

    /// <summary>Null for a word that names none.</summary>
    public static CreditTransferKind? Parse(string? name)
    {
        var found = Array.Find(All, one => one.Name == name);
        return found.Name is null ? null : found.Kind;
    }
}
