using System.Buffers;
using System.Text.Json;

namespace NextModel.Reporting.Reconciliation;

/// <summary>One line of a report as JSON.</summary>
internal static class LineText
{
    public static byte[] Of(ReconciliationLine line)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (line.Kind == LineKind.Call)
            {
                WriteCall(json, line);
            }
            else
            {
                WriteTotal(json, line);
            }

            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteCall(Utf8JsonWriter json, ReconciliationLine line)
    {
        WriteText(json, "receipt", line.Receipt);
        if (line.Attempt is { } attempt)
        {
            json.WriteNumber("attempt", attempt);
        }
        else
        {
            json.WriteNull("attempt");
        }

        WriteText(json, "provider_id", line.ProviderId);
        json.WriteString("class", line.Class.Word());
        WriteTokens(json, line);
        WriteMoney(json, line);
        WriteConfidence(json, line);
        if (line.Billed is { } billed)
        {
            json.WriteBoolean("billed", billed);
        }
    }

    private static void WriteTotal(Utf8JsonWriter json, ReconciliationLine line)
    {
        json.WriteString("line", line.Kind == LineKind.Tokens ? "tokens" : "cost");
        json.WriteString("bucket", BucketText.Of(line.Start, line.End));
        if (line.Kind == LineKind.Tokens)
        {
            WriteText(json, "model", line.Model);
            WriteText(json, "key", line.Key);
            json.WriteString("class", line.Class.Word());
            WriteTokens(json, line);
            if (line.RequestsDelta is { } requests)
            {
                json.WriteNumber("requests_delta", requests);
            }
        }
        else
        {
            json.WriteString("scope", line.Model ?? "*");
            json.WriteString("class", line.Class.Word());
            WriteMoney(json, line);
            json.WriteString("volume_effect", PlainDecimal.Text(line.VolumeEffect ?? 0));
            json.WriteString("price_effect", PlainDecimal.Text(line.PriceEffect ?? 0));
        }

        WriteConfidence(json, line);
        WriteNames(json, "moved", line.Moved);
        WriteNames(json, "attempts", line.Attempts);
        WriteNames(json, "receipts", line.Receipts);
        if (line.AttemptCount > 0)
        {
            json.WriteNumber("attempt_count", line.AttemptCount);
        }
    }

    private static void WriteTokens(Utf8JsonWriter json, ReconciliationLine line)
    {
        json.WriteStartObject("tokens_delta");
        foreach (var (name, tokens) in line.Grouping.NonZero(line.TokensDelta))
        {
            json.WriteNumber(name, tokens);
        }

        json.WriteEndObject();
    }

    private static void WriteMoney(Utf8JsonWriter json, ReconciliationLine line)
    {
        json.WriteString("cost_delta", PlainDecimal.Text(line.CostDelta ?? 0));
        WriteText(json, "ours", PlainDecimal.Text(line.Ours));
        WriteText(json, "provider", PlainDecimal.Text(line.Provider));
        WriteText(json, "currency", line.Currency);
    }

    private static void WriteConfidence(Utf8JsonWriter json, ReconciliationLine line) => json.WriteString("confidence", line.Confidence switch
    {
        Confidence.High => "high",
        Confidence.Medium => "medium",
        _ => "low",
    });

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteNames(Utf8JsonWriter json, string name, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var one in names)
        {
            json.WriteStringValue(one);
        }

        json.WriteEndArray();
    }
}
