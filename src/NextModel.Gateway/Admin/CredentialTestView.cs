using NextModel.Credentials;

namespace NextModel.Gateway.Admin;

/// <summary>What a source said of a credential.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Outcome"><c>valid</c>, <c>rejected</c>, <c>unreachable</c> or <c>inconclusive</c>.</param>
/// <param name="Status">HTTP status; left out when there was no answer.</param>
public sealed record CredentialTestView(DateTimeOffset At, string Outcome, int? Status)
{
    public static CredentialTestView? Of(CredentialTest? test) => test is null ? null : new CredentialTestView(test.At, test.Outcome.Wire(), test.Status);
}
