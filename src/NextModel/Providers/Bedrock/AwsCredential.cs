using System.Runtime.CompilerServices;

namespace NextModel.Providers.Bedrock;

/// <summary>Keys that sign requests to AWS, as one text: <c>ACCESS_KEY_ID:SECRET_ACCESS_KEY</c>, and <c>:SESSION_TOKEN</c> where there is one.</summary>
/// <param name="KeyId">Names the key; no secret.</param>
/// <param name="Secret">Signs.</param>
/// <param name="SessionToken">Of a temporary key; null for a lasting one.</param>
internal sealed record AwsCredential(string KeyId, string Secret, string? SessionToken)
{
    // As long as the text itself, which its source holds: a credential that is gone leaves nothing here.
    private static readonly ConditionalWeakTable<string, AwsCredential> Parsed = [];

    private volatile AwsSigningKey? _last;

    /// <summary>Null for a text that is a bearer key instead. The same text, the object and not its letters, gives the same credential.</summary>
    public static AwsCredential? Parse(string apiKey) => apiKey.Contains(':', StringComparison.Ordinal) ? Parsed.GetValue(apiKey, Read) : null;

    /// <summary>The key that signs on a day, as AWS writes it, in a region: derived once, for four hashes are most of what signing costs.</summary>
    public byte[] SigningKey(string day, string region)
    {
        if (_last is { } last && last.Day == day && last.Region == region)
        {
            return last.Key;
        }

        var key = AwsSignature.SigningKey(Secret, day, region);
        _last = new AwsSigningKey(day, region, key);
        return key;
    }

    // A record prints all its members: the secrets must not be among them.
    public override string ToString() => KeyId;

    private static AwsCredential Read(string apiKey)
    {
        var parts = apiKey.Split(':', 3);
        return new AwsCredential(parts[0], parts[1], parts.Length == 3 ? parts[2] : null);
    }
}
