using System.Globalization;
using System.Text.Json;
using NextModel.Ledger;

namespace NextModel.Web.Dashboard.Receipts;

/// <summary>A receipt as a page shows it: its members by name, and what its own signature says.</summary>
/// <param name="Json">The receipt as it was signed.</param>
/// <param name="Verdict">What the verifier says of it.</param>
public sealed record ShownReceipt(JsonElement Json, ReceiptVerdict Verdict)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public JsonElement Billing => Json.GetProperty("billing");

    /// <summary>For reading; the spacing is not that of what was signed.</summary>
    public string Text => JsonSerializer.Serialize(Json, Indented);

    public string Hash => Of("hash");

    /// <summary>A member as text; empty when it is null or missing.</summary>
    /// <param name="path">Names from the root on.</param>
    public string Of(params ReadOnlySpan<string> path)
    {
        var at = Json;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return "";
            }
        }

        return Scalar(at);
    }

    /// <summary>A scalar as text; empty for null.</summary>
    public static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };

    /// <summary>A member of an element as text; empty when it is null or missing.</summary>
    public static string Member(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? Scalar(value) : "";

    /// <summary>A figure that was written as text or number.</summary>
    public static decimal Figure(JsonElement element, string name) =>
        decimal.TryParse(Member(element, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var figure) ? figure : 0;
}
