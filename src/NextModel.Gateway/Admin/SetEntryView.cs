using System.Text.Json;
using NextModel.Catalog;

namespace NextModel.Gateway.Admin;

/// <summary>One model or source that an operator set, without its key.</summary>
public sealed record SetEntryView
{
    public required string Id { get; init; }

    /// <summary><c>model</c> or <c>source</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The id of the model or source.</summary>
    public required string Name { get; init; }

    /// <summary>Counts what was set for this name.</summary>
    public required long Version { get; init; }

    /// <summary>What receipts call it.</summary>
    public required string EntryVersion { get; init; }

    /// <summary><c>scheduled</c>, <c>in_force</c>, <c>replaced</c> or <c>withdrawn</c>.</summary>
    public required string State { get; init; }

    public required DateTimeOffset EffectiveFrom { get; init; }

    public required DateTimeOffset SetAt { get; init; }

    /// <summary>Who set it.</summary>
    public required string SetBy { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>The last four characters of the source's key; left out where none was sent, or where it is too short to show any.</summary>
    public string? ApiKeyLastFour { get; init; }

    /// <summary>As it was sent; left out where it goes back to what is configured.</summary>
    public JsonElement? Entry { get; init; }

    /// <param name="entry">Which.</param>
    /// <param name="all">All that were set, to tell which of them counts.</param>
    /// <param name="now">When.</param>
    public static SetEntryView Of(SetEntry entry, IReadOnlyList<SetEntry> all, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new SetEntryView
        {
            Id = entry.WireId,
            Kind = entry.Kind.Wire(),
            Name = entry.Name,
            Version = entry.Version,
            EntryVersion = entry.EntryVersion,
            State = StateOf(entry, all, now),
            EffectiveFrom = entry.EffectiveFrom,
            SetAt = entry.SetAt,
            SetBy = entry.SetBy,
            WithdrawnAt = entry.WithdrawnAt,
            ApiKeyLastFour = entry.KeyLastFour,
            Entry = entry.Document is { } document ? JsonDocument.Parse(document).RootElement : null,
        };
    }

    private static string StateOf(SetEntry entry, IReadOnlyList<SetEntry> all, DateTimeOffset now) =>
        entry.WithdrawnAt is not null ? "withdrawn"
        : all.Any(other => other.WithdrawnAt is null && other.IsOfSame(entry)
            && (other.EffectiveFrom == entry.EffectiveFrom ? other.Version > entry.Version : other.EffectiveFrom > entry.EffectiveFrom && other.EffectiveFrom <= now))
            ? "replaced"
        : entry.EffectiveFrom > now ? "scheduled" : "in_force";
}
