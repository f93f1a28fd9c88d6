using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>
/// One record of a file, CSV row or JSON object, by the names of its fields: lower case, parts of a path joined by an underscore. Reads
/// values and remembers the first that is wrong.
/// </summary>
public sealed class ProviderRecord
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    public long Line { get; internal set; }

    internal bool DecimalComma { get; set; }

    /// <summary>What is wrong with the record; null while nothing is.</summary>
    public string? Problem { get; private set; }

    public IReadOnlyCollection<string> Names => _fields.Keys;

    /// <summary>The name of a column as records have it.</summary>
    public static string Normalize(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return string.Create(name.Trim().Length, name.Trim(), static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = from[i] is '.' or '/' or ' ' or '-' ? '_' : char.ToLowerInvariant(from[i]);
            }
        });
    }

    public bool Has(string name) => _fields.ContainsKey(name);

    /// <summary>The text of a field; null when it is not there or empty.</summary>
    public string? Text(string name) => _fields.TryGetValue(name, out var text) && text.Length > 0 ? text : null;

    /// <summary>A whole number, zero or more; zero when the field is not there.</summary>
    public long Count(string name) => CountOrNull(name) ?? 0;

    public long? CountOrNull(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (NumberText.TryReadCount(text, DecimalComma, out var count))
        {
            return count;
        }

        Wrong($"'{name}' is '{Show(text)}'; a whole number from 0 to {NumberText.MaxCount} is needed there.");
        return null;
    }

    /// <summary>An amount; a problem when it is not there.</summary>
    public decimal Amount(string name)
    {
        if (Text(name) is { } text && NumberText.TryRead(text, DecimalComma, out var amount))
        {
            return amount;
        }

        Wrong($"'{name}' is '{Show(Text(name) ?? "")}'; a number is needed there, such as {(DecimalComma ? "1.234,56; leave --decimal-comma out if the file uses points" : "1234.56; say --decimal-comma if the file uses commas")}.");
        return 0;
    }

    /// <summary>A currency, in upper case; a problem when it is none.</summary>
    public string Currency(string name)
    {
        if (Text(name)?.Trim() is { Length: 3 } code && code.All(char.IsAsciiLetter))
        {
            return code.ToUpperInvariant();
        }

        Wrong($"'{name}' is '{Show(Text(name) ?? "")}'; an ISO 4217 code is needed there, such as USD.");
        return "";
    }

    /// <summary>A moment in Unix milliseconds: Unix seconds, or ISO 8601 (UTC unless it says otherwise).</summary>
    public long Time(string name, TimeSpan zone = default)
    {
        if (Text(name) is { } text && (TryTime(text, zone, out var time)))
        {
            return time;
        }

        Wrong($"'{name}' is '{Show(Text(name) ?? "")}'; a time is needed there, such as 2026-10-05T10:00:00Z or 1791331200.");
        return 0;
    }

    /// <summary>Notes what is wrong; the first is kept.</summary>
    public void Wrong(string message) => Problem ??= message;

    /// <summary>Digest of all fields, so that a row given twice is known.</summary>
    public UInt128 Identity(params ReadOnlySpan<string> beside)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in _fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, value);
        }

        foreach (var text in beside)
        {
            Append(hash, text);
        }

        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    internal static bool TryTime(string text, TimeSpan zone, out long time)
    {
        time = 0;
        if (text.Length is >= 9 and <= 13 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            time = text.Length > 11 ? number : number * 1000;
            return true;
        }

        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment))
        {
            return false;
        }

        var utc = moment.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(moment, zone) : new DateTimeOffset(moment.ToUniversalTime());
        time = utc.ToUnixTimeMilliseconds();
        return utc.Year is >= 2015 and <= 2200;
    }

    internal void Clear(long line)
    {
        _fields.Clear();
        Line = line;
        Problem = null;
    }

    internal void Set(string name, string value) => _fields[name] = value;

    /// <summary>A value as an error message may show it.</summary>
    internal static string Show(string text) =>
        new([.. (text.Length > 40 ? text[..40] + "…" : text).Select(c => char.IsControl(c) ? ' ' : c)]);

    private static void Append(IncrementalHash hash, string text)
    {
        Span<byte> length = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        hash.AppendData(length);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
