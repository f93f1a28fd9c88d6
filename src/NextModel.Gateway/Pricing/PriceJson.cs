using System.Globalization;
using System.Text.Json;
using NextModel.Catalog;

namespace NextModel.Gateway.Pricing;

/// <summary>A price as the catalog shows it: the figures of its list, null where one is not known, and what they depend on.</summary>
internal static class PriceJson
{
    /// <summary>Writes the price that is charged; null where none is known.</summary>
    public static void Write(Utf8JsonWriter json, Price? price)
    {
        if (price is null)
        {
            json.WriteNullValue();
            return;
        }

        Write(json, price.Sheet ?? new PriceSheet
        {
            Currency = price.Currency,
            Input = price.Input,
            CachedInput = price.CachedInput,
            Output = price.Output,
            Basis = "operator",
        }, price.Version);
    }

    /// <summary>Writes one list; <paramref name="version"/> only of the one that is charged.</summary>
    public static void Write(Utf8JsonWriter json, PriceSheet sheet, string? version)
    {
        json.WriteStartObject();
        if (version is not null)
        {
            json.WriteString("version"u8, version);
        }

        json.WriteString("currency"u8, sheet.Currency);
        WriteRates(json, sheet);
        WriteUnits(json, sheet.Units);
        WriteTiers(json, sheet.Tiers);
        WriteWindows(json, sheet.Windows);
        if (sheet.ServiceTiers is { Count: > 0 } factors)
        {
            json.WriteStartObject("service_tiers"u8);
            foreach (var (tier, factor) in factors)
            {
                json.WriteNumber(tier, factor);
            }

            json.WriteEndObject();
        }

        if (sheet.Scheduled.Count > 0)
        {
            json.WriteStartArray("scheduled"u8);
            foreach (var change in sheet.Scheduled)
            {
                json.WriteStartObject();
                json.WriteString("from"u8, Day(change.From));
                WriteRates(json, change);
                WriteTiers(json, change.Tiers);
                WriteWindows(json, change.Windows);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteString("as_of"u8, sheet.AsOf is { } day ? Day(day) : null);
        json.WriteString("basis"u8, sheet.Basis);
        json.WriteString("confidence"u8, sheet.Confidence);
        json.WriteString("evidence"u8, sheet.Evidence);
        if (sheet.OtherFigures.Count > 0)
        {
            json.WriteStartArray("other_figures"u8);
            foreach (var figures in sheet.OtherFigures)
            {
                json.WriteStringValue(figures);
            }

            json.WriteEndArray();
        }

        if (sheet.Note is { } note)
        {
            json.WriteString("note"u8, note);
        }

        json.WriteEndObject();
    }

    /// <summary>A day as <c>2026-11-21</c>.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void WriteRates(Utf8JsonWriter json, PriceRates rates)
    {
        WriteFigure(json, "input"u8, rates.Input);
        WriteFigure(json, "cached_input"u8, rates.CachedInput);
        WriteFigure(json, "output"u8, rates.Output);
        if (rates.CacheWrite is { } writes)
        {
            json.WriteStartObject("cache_write"u8);
            foreach (var (kept, figure) in writes)
            {
                json.WriteNumber(kept, figure);
            }

            json.WriteEndObject();
        }

        if (rates.Reasoning is not null)
        {
            WriteFigure(json, "reasoning"u8, rates.Reasoning);
        }

        if (rates.AudioInput is not null)
        {
            WriteFigure(json, "audio_input"u8, rates.AudioInput);
        }

        if (rates.ImageInput is not null)
        {
            WriteFigure(json, "image_input"u8, rates.ImageInput);
        }
    }

    private static void WriteUnits(Utf8JsonWriter json, IReadOnlyList<ListedUnit> units)
    {
        if (units.Count == 0)
        {
            return;
        }

        json.WriteStartArray("units"u8);
        foreach (var unit in units)
        {
            json.WriteStartObject();
            json.WriteString("unit"u8, unit.Unit);
            if (unit.Size is { } size)
            {
                json.WriteString("size"u8, size);
            }

            if (unit.Quality is { } quality)
            {
                json.WriteString("quality"u8, quality);
            }

            WriteFigure(json, "price"u8, unit.Price);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTiers(Utf8JsonWriter json, IReadOnlyList<PriceTier> tiers)
    {
        if (tiers.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tiers"u8);
        foreach (var tier in tiers)
        {
            json.WriteStartObject();
            json.WriteNumber("input_above"u8, tier.InputAbove);
            WriteRates(json, tier);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteWindows(Utf8JsonWriter json, IReadOnlyList<PriceWindow> windows)
    {
        if (windows.Count == 0)
        {
            return;
        }

        json.WriteStartArray("windows"u8);
        foreach (var window in windows)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, window.Name);
            WriteTexts(json, "days", window.Days);
            WriteTexts(json, "utc", window.Utc);
            WriteTexts(json, "except", window.Except.Select(Day));
            WriteRates(json, window);
            WriteTiers(json, window.Tiers);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteFigure(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? figure)
    {
        if (figure is { } stated)
        {
            json.WriteNumber(name, stated);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
