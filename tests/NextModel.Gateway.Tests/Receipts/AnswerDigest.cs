using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace NextModel.Gateway.Tests.Receipts;

/// <summary>
/// The digest of an answer as anybody can compute it who holds the organization's secret: RFC 8785 written anew, for answers whose
/// numbers are whole.
/// </summary>
internal static class AnswerDigest
{
    /// <param name="answer">The answer as JSON, as the caller got it.</param>
    /// <param name="secret">The organization's secret for digests.</param>
    public static string Of(string answer, byte[] secret)
    {
        using var json = JsonDocument.Parse(answer);
        var canonical = new StringBuilder();
        WriteObject(json.RootElement.EnumerateObject().Where(m => m.Name != "usage"), canonical);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString()));
        return "hmac-sha256:" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, hash));
    }

    private static void Write(JsonElement value, StringBuilder output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value.EnumerateObject(), output);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output);
                break;
            case JsonValueKind.String:
                WriteString(value.GetString()!, output);
                break;
            case JsonValueKind.Number:
                output.Append(value.GetInt64().ToString(CultureInfo.InvariantCulture));
                break;
            default:
                output.Append(value.GetRawText());
                break;
        }
    }

    // Members in the order of their UTF-16 code units.
    private static void WriteObject(IEnumerable<JsonProperty> members, StringBuilder output)
    {
        var first = true;
        foreach (var member in members.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            output.Append(first ? '{' : ',');
            first = false;
            WriteString(member.Name, output);
            output.Append(':');
            Write(member.Value, output);
        }

        output.Append(first ? "{}" : "}");
    }

    private static void WriteArray(JsonElement array, StringBuilder output)
    {
        output.Append('[');
        var first = true;
        foreach (var item in array.EnumerateArray())
        {
            output.Append(first ? "" : ",");
            first = false;
            Write(item, output);
        }

        output.Append(']');
    }

    private static void WriteString(string text, StringBuilder output)
    {
        output.Append('"');
        foreach (var c in text)
        {
            output.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        output.Append('"');
    }
}
