using System.Globalization;
using System.Text.Json;
using NextModel.Web.Dashboard.Receipts;
using NextModel.Web.Formatting;

namespace NextModel.Web.Dashboard.Admin;

/// <summary>A JSON value of the admin API, read by names from the root on. What is missing, null or of another kind is empty, 0 or false.</summary>
/// <param name="Json">The value.</param>
public readonly record struct AdminObject(JsonElement Json)
{
    public string Id => Text("id");

    public bool Exists => Json.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>A member, which may be missing.</summary>
    public AdminObject Of(params ReadOnlySpan<string> path)
    {
        var at = Json;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return default;
            }
        }

        return new AdminObject(at);
    }

    /// <summary>A scalar as text.</summary>
    public string Text(params ReadOnlySpan<string> path) =>
        Of(path).Json is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } scalar ? ShownReceipt.Scalar(scalar) : "";

    /// <summary>The same, fit to be shown: in what others chose, nothing hides.</summary>
    public string Show(params ReadOnlySpan<string> path) => VisibleText.Of(Text(path));

    public long Count(params ReadOnlySpan<string> path) => long.TryParse(Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) ? count : 0;

    /// <summary>A figure that was written as text or number.</summary>
    public decimal Amount(params ReadOnlySpan<string> path) => decimal.TryParse(Text(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) ? amount : 0;

    public bool Flag(params ReadOnlySpan<string> path) => Of(path).Json.ValueKind == JsonValueKind.True;

    public DateTimeOffset? Instant(params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>The items of an array.</summary>
    public IReadOnlyList<AdminObject> Items(params ReadOnlySpan<string> path) =>
        Of(path).Json is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray().Select(item => new AdminObject(item))] : [];

    /// <summary>The items of an array of scalars, as text.</summary>
    public IReadOnlyList<string> Words(params ReadOnlySpan<string> path) => [.. Items(path).Select(item => ShownReceipt.Scalar(item.Json))];

    /// <summary>The members of an object.</summary>
    public IReadOnlyList<(string Name, AdminObject Value)> Members(params ReadOnlySpan<string> path) =>
        Of(path).Json is { ValueKind: JsonValueKind.Object } json ? [.. json.EnumerateObject().Select(member => (member.Name, new AdminObject(member.Value)))] : [];
}
