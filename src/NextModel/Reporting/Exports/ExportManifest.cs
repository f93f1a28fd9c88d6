using System.Text.Json;
using NextModel.Billing;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>
/// What an export is, in a file beside it: whose receipts, of when, up to where the ledger stood, how many, what they sum to, and the
/// digest of each file. Signed by the key that signs receipts, over its canonical form (RFC 8785) without <c>signature</c>.
/// </summary>
public static class ExportManifest
{
    /// <summary>The member <c>schema</c>.</summary>
    public const string Schema = "nextmodel.export/1";

    /// <summary>The <c>typ</c> of its JWS.</summary>
    internal const string Type = "nextmodel.export";

    private static readonly JsonLimits Limits = new(16, 100_000, Strict: true);

    /// <summary>The manifest as JSON text.</summary>
    public static byte[] Write(ExportFacts facts, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(key);
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            Write(facts, writer);
        }

        var tape = JsonTape.Rent();
        try
        {
            _ = tape.TryParse(json.ToArray(), Limits, out _);
            using var canonical = new PooledBuffer(4096);
            Rfc8785.Write(tape.Root, canonical);
            var jws = CompactJws.Sign(key, Type, canonical.Written);
            return [.. canonical.Written[..^1], .. System.Text.Encoding.ASCII.GetBytes($",\"signature\":\"{jws}\"}}")];
        }
        finally
        {
            tape.Return();
        }
    }

    private static void Write(ExportFacts facts, Utf8JsonWriter json)
    {
        var (cursor, tally) = (facts.Cursor, facts.Tally);
        var request = cursor.Request;
        json.WriteStartObject();
        json.WriteString("schema", Schema);
        json.WriteString("generator", facts.Generator);
        json.WriteString("organization", request.Scope.OrganizationId.Length == 0 ? null : request.Scope.OrganizationId);
        json.WriteString("from", Time(request.From));
        json.WriteString("to", Time(request.To));
        WriteFilter(request, json);
        json.WriteStartObject("as_of");
        json.WriteString("time", Time(cursor.BegunAt));
        json.WriteNumber("position", cursor.Position);
        json.WriteStartArray("heads");
        foreach (var head in facts.Heads)
        {
            json.WriteStartObject();
            json.WriteString("log", head.LogId.ToString());
            json.WriteNumber("size", head.Size);
            json.WriteString("hash", head.Hash.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        WriteFiles(facts, json);
        WriteTotals(tally, json);
        WriteCounts("outcomes", tally.Outcomes, json);
        WriteCounts("serve_modes", tally.ServeModes, json);
        json.WriteNumber("receipts", tally.Receipts);
        json.WriteNumber("archived", tally.Archived);
        json.WriteString("checkpoint", facts.Checkpoint);
        json.WriteBoolean("complete", facts.IsComplete);
        json.WriteBoolean("whole", request.IsWhole);
        WriteRecency(facts, json);
        json.WriteString("formula_guard", "apostrophe");
        json.WriteString("previous", facts.Previous);
        json.WriteEndObject();
    }

    private static void WriteFilter(ExportRequest request, Utf8JsonWriter json)
    {
        var filter = request.Filter;
        json.WriteStartObject("filter");
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[
            ("project", request.Scope.ProjectId ?? filter.ProjectId), ("team", request.Scope.TeamId ?? filter.TeamId), ("key", filter.KeyId),
            ("environment", filter.Environment), ("workload", filter.Workload), ("model", filter.Model), ("source", filter.SourceId),
            ("serve_mode", filter.ServeMode?.Wire()), ("outcome", filter.Outcome is { } outcome ? ReceiptWords.Of(outcome) : null)])
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }

        json.WriteString("sandbox", request.IncludeSandbox ? "include" : "exclude");
        json.WriteEndObject();
    }

    private static void WriteFiles(ExportFacts facts, Utf8JsonWriter json)
    {
        json.WriteStartArray("files");
        json.WriteStartObject();
        json.WriteString("name", facts.FileName);
        json.WriteString("format", facts.Cursor.Request.Format.Wire());
        json.WriteString("schema", facts.Cursor.Request.Format.Schema());
        json.WriteNumber("bytes", facts.Bytes);
        json.WriteNumber("rows", facts.Rows);
        json.WriteString("sha256", Convert.ToHexStringLower(facts.Digest));
        WritePlace("first", facts.Tally.First, json);
        WritePlace("last", facts.Tally.Last, json);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WritePlace(string name, ExportPlace? place, Utf8JsonWriter json)
    {
        if (place is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("log", place.Log);
        json.WriteNumber("sequence", place.Sequence);
        json.WriteEndObject();
    }

    private static void WriteTotals(ExportTally tally, Utf8JsonWriter json)
    {
        json.WriteStartArray("totals");
        foreach (var (currency, (amount, list, upstream)) in tally.Totals)
        {
            json.WriteStartObject();
            json.WriteString("currency", currency);
            json.WriteString("amount", Money.FormatExact(amount));
            json.WriteString("list_amount", Money.FormatExact(list));
            json.WriteString("upstream_cost", Money.FormatExact(upstream));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("tokens");
        json.WriteNumber("input", tally.Input);
        json.WriteNumber("cache_read", tally.CacheReads);
        json.WriteNumber("cache_write", tally.CacheWrites);
        json.WriteNumber("output", tally.Output);
        json.WriteNumber("reasoning", tally.Reasoning);
        json.WriteEndObject();
    }

    private static void WriteCounts(string name, IReadOnlyDictionary<string, long> counts, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        foreach (var (word, count) in counts)
        {
            json.WriteNumber(word, count);
        }

        json.WriteEndObject();
    }

    // FOCUS 1.4, metadata "Recency": whether the data set is complete, to be read without opening the data.
    private static void WriteRecency(ExportFacts facts, Utf8JsonWriter json)
    {
        json.WriteStartObject("recency");
        json.WriteBoolean("DatasetInstanceComplete", facts.IsComplete);
        json.WriteString("DatasetInstanceLastUpdated", Time(facts.Cursor.BegunAt));
        json.WriteString("RecencyLastUpdated", Time(facts.Cursor.BegunAt));
        json.WriteEndObject();
    }

    private static string Time(DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[CanonicalText.TimeSize];
        CanonicalText.WriteTime(time.ToUnixTimeMilliseconds(), text);
        return System.Text.Encoding.ASCII.GetString(text);
    }
}
