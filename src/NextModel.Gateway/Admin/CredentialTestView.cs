using NextModel.Credentials;

namespace NextModel.Gateway.Admin;

/// <summary>What a source said of a credential.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Outcome"><c>valid</c>, <c>rejected</c>, <c>unreachable</c> or <c>inconclusive</c>.</param>
public sealed record CredentialTestView(DateTimeOffset At, string Outcome)
{
    /// <summary>HTTP status; left out when there was no answer.</summary>
    public int? Status { get; init; }

    public static CredentialTestView? Of(CredentialTest? test) => test is null ? null : new CredentialTestView(test.At, test.Outcome.Wire()) { Status = test.Status };
}
