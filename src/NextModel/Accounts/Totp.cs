using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NextModel.Accounts;

/// <summary>Codes that a phone shows: RFC 6238 with what every authenticator app knows, HMAC-SHA-1, 30 seconds, 6 digits.</summary>
public static class Totp
{
    /// <summary>Bytes of a secret (RFC 4226 §4).</summary>
    public const int SecretSize = 20;

    /// <summary>Seconds that one code is shown.</summary>
    public const int StepSeconds = 30;

    private const int Digits = 6;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step, six digits.</summary>
    public static string CodeAt(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238: apps know no other; what HMAC needs of SHA-1 is not what is broken in it.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = (BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & int.MaxValue) % 1_000_000;
        return number.ToString("D" + Digits, CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is: the present one, the one before or the one after, for clocks that differ; null for none.</summary>
    public static long? FindStep(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(code);
        var typed = Encoding.UTF8.GetBytes(code);
        var present = StepAt(now);
        long? found = null;
        foreach (var step in (ReadOnlySpan<long>)[present - 1, present, present + 1])
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeAt(secret, step)), typed))
            {
                found = step;
            }
        }

        return found;
    }

    /// <summary>A secret as apps take it: Base32 (RFC 4648) without padding.</summary>
    public static string Show(ReadOnlySpan<byte> secret)
    {
        var text = new StringBuilder();
        int held = 0, bits = 0;
        foreach (var value in secret)
        {
            held = (held << 8) | value;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[(held >> bits) & 31]);
            }

            held &= (1 << bits) - 1;
        }

        return bits > 0 ? text.Append(Alphabet[(held << (5 - bits)) & 31]).ToString() : text.ToString();
    }

    /// <summary>The address an app reads from a picture or a link.</summary>
    public static string Uri(ReadOnlySpan<byte> secret, string email) =>
        $"otpauth://totp/NextModel:{System.Uri.EscapeDataString(email)}?secret={Show(secret)}&issuer=NextModel&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
}
