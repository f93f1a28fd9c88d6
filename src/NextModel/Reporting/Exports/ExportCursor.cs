using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Secrets;

namespace NextModel.Reporting.Exports;

/// <summary>
/// A place in an export that is pinned to a position of the ledger: whoever has it gets the same bytes again, and what follows them. It
/// is signed with a secret of the organization, so that one of another organization is no cursor at all.
/// </summary>
/// <param name="Request">The export.</param>
/// <param name="Position">Where the ledger stood when it began.</param>
/// <param name="BegunAt">When that was.</param>
/// <param name="After">Receipts after this one; null for the beginning.</param>
/// <param name="Limit">Most receipts of the part that begins here; null for all the rest.</param>
public sealed record ExportCursor(ExportRequest Request, long Position, DateTimeOffset BegunAt, ReceiptCursor? After, int? Limit)
{
    private const int MaxLength = 4096;

    public string Seal(DataKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            Write(writer);
        }

        var payload = json.ToArray();
        return Base64Url.EncodeToString(payload) + "." + Base64Url.EncodeToString(HMACSHA256.HashData(Secret(key), payload));
    }

    /// <summary>Reads what <see cref="Seal"/> wrote for this organization; null for anything else.</summary>
    public static ExportCursor? TryOpen(string text, string organizationId, DataKey key)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(key);
        if (text.Length > MaxLength || text.Split('.') is not [var body, var seal] || !Base64Url.IsValid(body)
            || !StrictBase64Url.TryDecode(seal, HMACSHA256.HashSizeInBytes, out var stated))
        {
            return null;
        }

        var payload = Base64Url.DecodeFromChars(body);
        if (!CryptographicOperations.FixedTimeEquals(stated, HMACSHA256.HashData(Secret(key), payload)))
        {
            return null;
        }

        using var parsed = JsonDocument.Parse(payload);
        return Read(parsed.RootElement, organizationId);
    }

    private static byte[] Secret(DataKey key) => key.Derive("export-cursor");

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteNumberValue((int)Request.Format);
        json.WriteNumberValue(Request.From.ToUnixTimeMilliseconds());
        json.WriteNumberValue(Request.To.ToUnixTimeMilliseconds());
        json.WriteBooleanValue(Request.IncludeSandbox);
        json.WriteStringValue(Request.Scope.TeamId);
        json.WriteStringValue(Request.Scope.ProjectId);
        foreach (var text in (ReadOnlySpan<string?>)[
            Request.Filter.ProjectId, Request.Filter.TeamId, Request.Filter.KeyId, Request.Filter.Environment, Request.Filter.Workload, Request.Filter.Model,
            Request.Filter.SourceId])
        {
            json.WriteStringValue(text);
        }

        json.WriteNumberValue((int)(Request.Filter.ServeMode ?? 0));
        json.WriteNumberValue((int)(Request.Filter.Outcome ?? 0));
        json.WriteNumberValue(Position);
        json.WriteStringValue(After?.ToString());
        json.WriteNumberValue(Limit ?? 0);
        json.WriteNumberValue(BegunAt.ToUnixTimeMilliseconds());
        json.WriteEndArray();
    }

    // It was signed, so it is what was written.
    private static ExportCursor Read(JsonElement json, string organizationId)
    {
        var filter = new ReceiptFilter
        {
            ProjectId = json[6].GetString(),
            TeamId = json[7].GetString(),
            KeyId = json[8].GetString(),
            Environment = json[9].GetString(),
            Workload = json[10].GetString(),
            Model = json[11].GetString(),
            SourceId = json[12].GetString(),
            ServeMode = json[13].GetInt32() is var mode and not 0 ? (ServeMode)mode : null,
            Outcome = json[14].GetInt32() is var outcome and not 0 ? (RequestOutcome)outcome : null,
        };
        var scope = new ReceiptScope(organizationId, json[5].GetString()) { TeamId = json[4].GetString() };
        var request = new ExportRequest(
            (ExportFormat)json[0].GetInt32(), scope, filter, DateTimeOffset.FromUnixTimeMilliseconds(json[1].GetInt64()),
            DateTimeOffset.FromUnixTimeMilliseconds(json[2].GetInt64()))
        {
            IncludeSandbox = json[3].GetBoolean(),
        };
        return new ExportCursor(
            request, json[15].GetInt64(), DateTimeOffset.FromUnixTimeMilliseconds(json[18].GetInt64()), ReceiptCursor.TryParse(json[16].GetString(), out var after) ? after : null,
            json[17].GetInt32() is var limit and > 0 ? limit : null);
    }
}
