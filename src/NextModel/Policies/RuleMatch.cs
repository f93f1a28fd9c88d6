using NextModel.Catalog;
using NextModel.Credentials;

namespace NextModel.Policies;

/// <summary>A rule that decides about a request, or the fact that a policy has none for it.</summary>
/// <param name="Policy">Whose rule it is.</param>
/// <param name="Index">Which; -1 when none matched.</param>
public readonly record struct RuleMatch(CompiledPolicy Policy, int Index)
{
    /// <summary>The rule; null when none matched.</summary>
    public PolicyRule? Rule => Index < 0 ? null : Policy.Document.Rules[Index];

    /// <summary>True when the request is refused, whatever else is true of it.</summary>
    public bool Denies => Index < 0 ? Policy.Document.DeniesUnmatched : Rule!.Deny is not null;

    /// <summary>Whose credentials it lets a request go out under: the rule's word, else the document's; null when neither says.</summary>
    public CredentialUse? Credentials => Rule?.Credentials ?? Policy.Document.Credentials;

    /// <summary>True when it rules which credentials are used.</summary>
    public bool LimitsCredentials => Credentials is CredentialUse.OwnOnly or CredentialUse.PlatformOnly;

    public PolicyMark Mark => Index < 0 ? Policy.Unmatched : Policy.MarkOf(Index);

    /// <summary>How refusals name it.</summary>
    public string Where => Index < 0
        ? $"policy {Policy.Policy.WireId} of this {Policy.Policy.Scope.Wire()}"
        : $"rule '{Rule!.Name}' of policy {Policy.Policy.WireId} of this {Policy.Policy.Scope.Wire()}";

    /// <summary>The first rule that matches.</summary>
    public static RuleMatch First(CompiledPolicy policy, PolicyQuestion question, in NamedModel model, IReadOnlyList<NamedModel>? stands)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var rules = policy.Document.Rules;
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].When.Unmet(question, model, stands) is null)
            {
                return new RuleMatch(policy, i);
            }
        }

        return new RuleMatch(policy, -1);
    }

    /// <summary>Why it does not allow an offer; null when it does.</summary>
    public TargetRejection? Reject(Model model, Offer offer)
    {
        if (RejectCredential(offer) is { } wrong)
        {
            return wrong;
        }

        if (Rule is not { } rule)
        {
            return null;
        }

        if (!rule.Models.Allows(model.Id))
        {
            return new TargetRejection(RejectionKind.Model, $"{Where} does not allow the model '{model.Id}'");
        }

        if (!rule.AllowsPreview && model.Status == ModelStatus.Preview)
        {
            return new TargetRejection(RejectionKind.Preview, $"it is a preview, and {Where} allows none");
        }

        if (!rule.Regions.Allows(offer.Source.Region))
        {
            return new TargetRejection(RejectionKind.Region, $"{Where} does not allow the region '{offer.Source.Region}'");
        }

        return rule.Sources.Allows(offer.Source.Id)
            ? null
            : new TargetRejection(RejectionKind.Source, $"{Where} does not allow the source '{offer.Source.Id}'");
    }

    private TargetRejection? RejectCredential(Offer offer) => (Credentials, offer.Source.CredentialId) switch
    {
        (CredentialUse.OwnOnly, null) => new TargetRejection(RejectionKind.Credential, $"{Where} wants a credential of the organization's own, and there is none for it"),
        (CredentialUse.PlatformOnly, { } own) => new TargetRejection(RejectionKind.Credential, $"{Where} wants the platform's credentials, and {own} is the organization's"),
        _ => null,
    };
}
