namespace NextModel.Credentials;

/// <summary>What came of asking a source about a credential, by a call that costs nothing.</summary>
/// <param name="At">When.</param>
/// <param name="Outcome">What it says of the credential.</param>
/// <param name="Status">HTTP status; null when there was no answer.</param>
public sealed record CredentialTest(DateTimeOffset At, CredentialTestOutcome Outcome, int? Status);
