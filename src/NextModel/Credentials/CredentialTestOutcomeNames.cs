namespace NextModel.Credentials;

/// <summary>The outcomes of tests as the API spells them.</summary>
public static class CredentialTestOutcomeNames
{
    public static string Wire(this CredentialTestOutcome outcome) => outcome switch
    {
        CredentialTestOutcome.Valid => "valid",
        CredentialTestOutcome.Rejected => "rejected",
        CredentialTestOutcome.Unreachable => "unreachable",
        CredentialTestOutcome.Inconclusive => "inconclusive",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "This outcome has no spelling; add it."),
    };
}
