using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Gateway.Reporting;

/// <summary>A share link, as it is shown. Its address is shown once, when it is made.</summary>
public sealed class ShareView
{
    public string Object { get; init; } = "receipt.share";

    public required string Id { get; init; }

    public required string Receipt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Where the receipt can be read without a key.</summary>
    public string? Url { get; init; }

    internal static ShareView Of(ReceiptShare share, string? url = null) => new()
    {
        Id = ReceiptShare.Spell(share.Id),
        Receipt = ReceiptIds.ReceiptId(share.ReceiptId),
        CreatedAt = share.CreatedAt,
        ExpiresAt = share.ExpiresAt,
        Url = url,
    };
}
