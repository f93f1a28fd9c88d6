using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NextModel.Errors;

namespace NextModel.Credits.Payments;

/// <summary>
/// The signature of a webhook: HMAC-SHA-256 over the time it was signed, a joint, and the body as it was received, in hexadecimal. The header
/// may hold several, while a secret is being replaced; one that holds is enough.
/// </summary>
/// <param name="Header">Name of the header.</param>
/// <param name="Separator">Between its parts, which are <c>name=value</c>.</param>
/// <param name="Time">Name of the part with Unix seconds.</param>
/// <param name="Signature">Name of the parts with signatures.</param>
/// <param name="Joint">Between time and body.</param>
public sealed record PaymentSignature(string Header, char Separator, string Time, string Signature, string Joint)
{
    /// <summary>Shortest secret that is taken, in bytes.</summary>
    public const int LeastSecretBytes = 32;

    private const int MostSignatures = 8;

    /// <summary>How far the time of a signature may be from now, either way.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Null when the body was signed with the secret within the window.</summary>
    /// <exception cref="ArgumentException">The secret is too short to prove anything.</exception>
    public GatewayError? Check(string? header, ReadOnlySpan<byte> body, ReadOnlySpan<byte> secret, DateTimeOffset now)
    {
        if (secret.Length < LeastSecretBytes)
        {
            throw new ArgumentException($"A webhook secret has at least {LeastSecretBytes} bytes.", nameof(secret));
        }

        string? time = null;
        var signatures = new List<string>();
        foreach (var part in (header ?? "").Split(Separator, StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var name = at < 0 ? "" : part[..at];
            if (name == Time && time is null)
            {
                time = part[(at + 1)..];
            }
            else if (name == Signature && signatures.Count < MostSignatures)
            {
                signatures.Add(part[(at + 1)..]);
            }
        }

        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || signatures.Count == 0)
        {
            return Refuse($"The header {Header} must hold {Time}=<Unix seconds>{Separator}{Signature}=<hex>.");
        }

        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hmac.AppendData(Encoding.ASCII.GetBytes(time + Joint));
        hmac.AppendData(body);
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        hmac.GetHashAndReset(expected);
        var holds = false;
        foreach (var signature in signatures)
        {
            holds |= Holds(signature, expected);
        }

        if (!holds)
        {
            return Refuse($"The header {Header} does not sign this body with the configured secret.");
        }

        return Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)Window.TotalSeconds
            ? Refuse($"The header {Header} was signed more than {Window.TotalMinutes} minutes from now. Is the clock of this machine right?")
            : null;
    }

    private static bool Holds(string signature, ReadOnlySpan<byte> expected)
    {
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        return signature.Length == 2 * given.Length
            && Convert.FromHexString(signature, given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given, expected);
    }

    private static GatewayError Refuse(string message) => new(GatewayErrorCode.InvalidRequest, message);
}
