using NextModel.Errors;
using NextModel.Policies;

namespace NextModel.Routing;

/// <summary>Says why none of the targets of a request may be called.</summary>
internal static class RouteRefusal
{
    private const int Shown = 5;

    public static GatewayError Of(string asked, IReadOnlyList<RouteTarget> targets)
    {
        var reasons = string.Join("; ", targets.Take(Shown).Select(t => $"'{t.Model.Id}' at '{t.Offer.Source.Id}': {t.Rejection!.Reason}"));
        var more = targets.Count > Shown ? $"; and {targets.Count - Shown} more" : "";
        var fix = targets.All(t => t.Rejection!.Kind == RejectionKind.Credential && t.Offer.Source.CredentialId is null)
            ? $" Add a credential of your own for {string.Join(" or ", targets.Select(t => $"'{t.Offer.Source.Id}'").Distinct().Take(Shown))} ('./nextmodel credentials add')."
            : "";
        return new GatewayError(
            CodeOf(targets), $"'{(asked.Length <= 80 ? asked : asked[..80] + "…")}' may not be called here. {reasons}{more}.{fix}", "model");
    }

    // The code of the reason that all have in common; where they have several, it is the policy as a whole.
    private static GatewayErrorCode CodeOf(IReadOnlyList<RouteTarget> targets)
    {
        var codes = targets.Select(t => CodeOf(t.Rejection!.Kind)).Distinct().ToList();
        return codes.Count == 1 ? codes[0] : GatewayErrorCode.PolicyDenied;
    }

    private static GatewayErrorCode CodeOf(RejectionKind kind) => kind switch
    {
        RejectionKind.Model or RejectionKind.Preview => GatewayErrorCode.ModelNotAllowed,
        RejectionKind.Region => GatewayErrorCode.RegionNotAllowed,
        RejectionKind.Context => GatewayErrorCode.ContextLengthExceeded,
        _ => GatewayErrorCode.PolicyDenied,
    };
}
