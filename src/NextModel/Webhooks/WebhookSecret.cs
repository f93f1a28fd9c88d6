using System.Security.Cryptography;
using System.Text;
using NextModel.Errors;
using NextModel.Secrets;

namespace NextModel.Webhooks;

/// <summary>The secret that signs the deliveries of one webhook, as Standard Webhooks spells it: <c>whsec_</c> and base64.</summary>
public sealed class WebhookSecret
{
    /// <summary>In front of the base64 text.</summary>
    public const string Start = "whsec_";

    private const int LeastBytes = 32;
    private const int MostBytes = 64;

    private readonly byte[] _key;

    private WebhookSecret(byte[] key, string text)
    {
        _key = key;
        Text = text;
    }

    /// <summary>The secret as its receiver keeps it. Shown once.</summary>
    public string Text { get; }

    public string LastFour => Text[^4..];

    /// <summary>32 random bytes.</summary>
    public static WebhookSecret Create()
    {
        var key = RandomNumberGenerator.GetBytes(LeastBytes);
        return new WebhookSecret(key, Start + Convert.ToBase64String(key));
    }

    /// <summary>The secret that somebody chose, or why not.</summary>
    public static Result<WebhookSecret> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var key = new byte[MostBytes + 3];
        return text.StartsWith(Start, StringComparison.Ordinal) && Convert.TryFromBase64Chars(text.AsSpan(Start.Length), key, out var length)
            && length is >= LeastBytes and <= MostBytes
                ? new WebhookSecret(key[..length], text)
                : new GatewayError(
                    GatewayErrorCode.InvalidRequest,
                    $"'secret' must be {Start} and the base64 text of {LeastBytes} to {MostBytes} random bytes. Leave it out to have one made.", "secret");
    }

    /// <summary>The secret of a webhook; null when its key is gone.</summary>
    public static WebhookSecret? Open(Webhook webhook, DataKeyRing dataKeys) =>
        dataKeys.Find(webhook.OrganizationId)?.TryOpen(webhook.SealedSecret, Context(webhook.Id)) is { } text
            && Parse(Encoding.ASCII.GetString(text)).TryGet(out var secret, out _)
                ? secret
                : null;

    /// <summary>Encrypts it, bound to its webhook.</summary>
    public byte[] Seal(DataKey key, string webhookId)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Seal(Encoding.ASCII.GetBytes(Text), Context(webhookId));
    }

    /// <summary>
    /// The header <c>webhook-signature</c>: <c>v1,</c> and the base64 of HMAC-SHA256 over id, timestamp and body with dots between
    /// (standardwebhooks.com).
    /// </summary>
    /// <param name="eventId">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>: Unix seconds.</param>
    /// <param name="body">The bytes that are sent.</param>
    public string Sign(string eventId, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.ASCII.GetBytes($"{eventId}.{timestamp}."));
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }

    // It is a secret.
    public override string ToString() => "whsec_…" + LastFour;

    private static byte[] Context(string webhookId) => Encoding.ASCII.GetBytes("webhooks/secret/" + webhookId);
}
