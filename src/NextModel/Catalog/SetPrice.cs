namespace NextModel.Catalog;

/// <summary>A price that an operator set for a model at a source, in force from a moment on until the next one.</summary>
public sealed record SetPrice
{
    /// <summary>In front of the 32 hex digits of an id.</summary>
    public const string IdPrefix = "prc_";

    /// <summary>In front of every version of a set price.</summary>
    public const string VersionPrefix = "admin:";

    public required Guid Id { get; init; }

    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The source's id.</summary>
    public required string Source { get; init; }

    /// <summary>Counts what was set for this model at this source, from 1.</summary>
    public required long Version { get; init; }

    /// <summary>The first moment it is charged at: requests that begin then or later.</summary>
    public required DateTimeOffset EffectiveFrom { get; init; }

    public required DateTimeOffset SetAt { get; init; }

    /// <summary>Who set it, as people call them.</summary>
    public required string SetBy { get; init; }

    /// <summary>The price as it was sent, JSON; null goes back to what the configuration file or the catalog says.</summary>
    public string? Document { get; init; }

    /// <summary>When it was taken back, which is only possible before it counts; null for one that stands.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>The price that <see cref="Document"/> states; null where that is null.</summary>
    public Price? Price { get; init; }

    /// <summary>The id as clients see it.</summary>
    public string WireId => IdPrefix + Id.ToString("N");

    /// <summary>What receipts call it.</summary>
    public string PriceVersion => $"{VersionPrefix}{Source}/{Model}:{Version}";

    /// <summary>Counts the changes of this entry, for its ETag: 1, and 2 when it was withdrawn.</summary>
    public long Revision => WithdrawnAt is null ? 1 : 2;

    /// <summary>The id that <paramref name="text"/> spells.</summary>
    public static bool TryParseId(string? text, out Guid id)
    {
        id = default;
        return text is not null && text.StartsWith(IdPrefix, StringComparison.Ordinal) && Guid.TryParseExact(text.AsSpan(IdPrefix.Length), "N", out id);
    }
}
