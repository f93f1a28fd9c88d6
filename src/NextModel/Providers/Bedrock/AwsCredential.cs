namespace NextModel.Providers.Bedrock;

/// <summary>Keys that sign requests to AWS, as one text: <c>ACCESS_KEY_ID:SECRET_ACCESS_KEY</c>, and <c>:SESSION_TOKEN</c> where there is one.</summary>
/// <param name="KeyId">Names the key; no secret.</param>
/// <param name="Secret">Signs.</param>
/// <param name="SessionToken">Of a temporary key; null for a lasting one.</param>
internal sealed record AwsCredential(string KeyId, string Secret, string? SessionToken)
{
    /// <summary>Null for a text that is a bearer key instead.</summary>
    public static AwsCredential? Parse(string apiKey)
    {
        var parts = apiKey.Split(':', 3);
        return parts.Length < 2 ? null : new AwsCredential(parts[0], parts[1], parts.Length == 3 ? parts[2] : null);
    }

    // A record prints all its members: the secrets must not be among them.
    public override string ToString() => KeyId;
}
