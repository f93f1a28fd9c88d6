using NextModel.Audit;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Gateway.Reporting;

/// <summary>Share links for whoever may read a receipt: through their API, the admin API and the command line.</summary>
public sealed class ShareOperations(ReceiptShares shares, Installation installation)
{
    /// <summary>Where links lead, before what they open with.</summary>
    public const string Path = "/v1/shared/receipts/";

    public async ValueTask<Result<ShareView>> CreateAsync(
        AuditActor by, string? receipt, ReceiptScope? scope, ShareRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var seconds = request.ExpiresInSeconds ?? (long)ReceiptShares.Usual.TotalSeconds;
        if (seconds < ReceiptShares.Least.TotalSeconds || seconds > ReceiptShares.Most.TotalSeconds)
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"The member 'expires_in_seconds' is {seconds}; it takes {ReceiptShares.Least.TotalSeconds:0} to {ReceiptShares.Most.TotalSeconds:0} (90 days).",
                "expires_in_seconds");
        }

        return ReceiptIds.TryParse(receipt, out var id)
            && await shares.CreateAsync(by, id, scope, TimeSpan.FromSeconds(seconds), cancellationToken) is var (share, secret)
                ? ShareView.Of(share, installation.PublicUrl + Path + secret)
                : ReceiptsEndpoint.Missing(receipt);
    }

    public async ValueTask<Result<ShareList>> ListAsync(string? receipt, ReceiptScope? scope, CancellationToken cancellationToken) =>
        ReceiptIds.TryParse(receipt, out var id) && await shares.ListAsync(id, scope, cancellationToken) is { } found
            ? new ShareList("list", [.. found.Select(share => ShareView.Of(share))])
            : ReceiptsEndpoint.Missing(receipt);

    public async ValueTask<Result<ShareView>> RevokeAsync(
        AuditActor by, string? receipt, string? share, ReceiptScope? scope, CancellationToken cancellationToken)
    {
        if (ReceiptIds.TryParse(receipt, out var id) && ReceiptShare.TryParse(share, out var shareId))
        {
            var found = (await shares.ListAsync(id, scope, cancellationToken))?.FirstOrDefault(one => one.Id == shareId);
            if (found is not null && await shares.RevokeAsync(by, id, shareId, scope, cancellationToken))
            {
                return ShareView.Of(found);
            }
        }

        return new GatewayError(
            GatewayErrorCode.NotFound, $"There is no link '{Header.Show(share)}' to receipt '{Header.Show(receipt)}' that you may end.", "share");
    }
}
