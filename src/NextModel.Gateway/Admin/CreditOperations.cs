using System.Globalization;
using NextModel.Billing;
using NextModel.Credits;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>What an administrator may do about prepaid credit, for the admin API and for the command line when no server runs.</summary>
public sealed class CreditOperations(CreditBook book, AdminObjects objects, TimeProvider time)
{
    private const decimal MostAmount = 1_000_000_000m;
    private const int MaxText = 200;

    /// <summary>Where an organization's credit stands, with the version of its setting.</summary>
    public Result<CreditState> Find(Administrator by, string organization) =>
        objects.FindOrganization(by, organization).TryGet(out var found, out var refusal) ? book.StateOf(found) : refusal;

    public async ValueTask<Result<CreditState>> EnforceAsync(
        Administrator by, string organization, long? version, CreditSettingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (!objects.FindOrganization(by, organization).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        return request.Enforced is { } enforced
            ? await book.EnforceAsync(by.Actor, found, version, enforced, cancellationToken)
            : Bad("'enforced' is required: true or false.", "enforced");
    }

    /// <summary>Posts a transfer; sent again with the same external id, the answer is the one that was posted.</summary>
    public async ValueTask<Result<CreditTransferView>> PostAsync(
        Administrator by, string organization, CreditRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (!objects.FindOrganization(by, organization).TryGet(out var found, out var refusal) || !Read(request).TryGet(out var order, out refusal))
        {
            return refusal;
        }

        return (await book.PostAsync(by.Actor, found, order, cancellationToken)).TryGet(out var posted, out refusal) ? CreditTransferView.Of(posted) : refusal;
    }

    /// <summary>Transfers of an organization; the query says which.</summary>
    public async ValueTask<Result<Page<CreditTransferView>>> ListAsync(CreditQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var found = await book.ListAsync(query with { Limit = query.Limit + 1 }, cancellationToken);
        var more = found.Count > query.Limit;
        return new Page<CreditTransferView>(
            [.. found.Take(query.Limit).Select(CreditTransferView.Of)], more,
            more ? found[query.Limit - 1].Position.ToString(CultureInfo.InvariantCulture) : null);
    }

    private Result<CreditOrder> Read(CreditRequest request)
    {
        if (CreditTransferKindNames.Parse(request.Kind) is not { } kind || kind is CreditTransferKind.Charge or CreditTransferKind.Expiry)
        {
            return Bad(
                $"'kind' is '{Header.Show(request.Kind)}'; it must be top_up, refund, chargeback, promo, adjustment or reversal. Charges and expiries happen by themselves.",
                "kind");
        }

        var order = new CreditOrder(kind)
        {
            ExternalId = request.ExternalId,
            Payment = request.Payment,
            ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
            Reason = request.Reason ?? "",
        };
        if (CheckMembers(request, kind) is { } wrong)
        {
            return wrong;
        }

        if (kind == CreditTransferKind.Reversal)
        {
            return CreditTransfer.TryParseId(request.Transfer, out var undone)
                ? order with { Reverses = undone }
                : Bad($"'transfer' is '{Header.Show(request.Transfer ?? "")}'; it must be the id of the transfer to undo, such as ctr_….", "transfer");
        }

        var amount = request.Amount ?? 0;
        var isSigned = kind == CreditTransferKind.Adjustment;
        return amount == 0 || (amount < 0 && !isSigned) || Math.Abs(amount) > MostAmount || Money.Round(amount) != amount
            ? Bad(
                $"'amount' is {amount.ToString(CultureInfo.InvariantCulture)}; it must be {(isSigned ? "not 0, " : "more than 0, ")}at most "
                + $"{MostAmount.ToString(CultureInfo.InvariantCulture)}, with at most 9 decimals.", "amount")
            : order with { Nano = Money.ToNanos(amount) };
    }

    private GatewayError? CheckMembers(CreditRequest request, CreditTransferKind kind)
    {
        var takesBack = kind is CreditTransferKind.Refund or CreditTransferKind.Chargeback;
        var needsReason = kind is CreditTransferKind.Promo or CreditTransferKind.Adjustment or CreditTransferKind.Reversal;
        foreach (var (name, value, isNeeded, isAllowed) in (ReadOnlySpan<(string, string?, bool, bool)>)
            [
                ("external_id", request.ExternalId, takesBack || kind == CreditTransferKind.TopUp, true), ("payment", request.Payment, takesBack, takesBack),
                ("reason", request.Reason, needsReason, true), ("transfer", request.Transfer, false, kind == CreditTransferKind.Reversal),
                ("amount", request.Amount is null ? null : "set", kind != CreditTransferKind.Reversal, kind != CreditTransferKind.Reversal),
                ("expires_at", request.ExpiresAt is null ? null : "set", false, kind == CreditTransferKind.Promo),
            ])
        {
            if (value is null ? isNeeded : !isAllowed)
            {
                return Bad(value is null ? $"A {kind.Wire()} needs '{name}'." : $"A {kind.Wire()} has no '{name}'; leave it out.", name);
            }

            if (value is not null && (string.IsNullOrWhiteSpace(value) || value.Length > MaxText || value.Any(char.IsControl)))
            {
                return Bad($"'{name}' must have 1 to {MaxText} characters, none of them control characters.", name);
            }
        }

        return request.ExpiresAt is { } end && end <= time.GetUtcNow() ? Bad("'expires_at' is past: such a promo would be nothing.", "expires_at") : null;
    }

    private static GatewayError Bad(string message, string param) => new(GatewayErrorCode.InvalidRequest, message, param);
}
