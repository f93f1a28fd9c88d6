namespace NextModel.Catalog;

/// <summary>A model or source that an operator set while the server runs, in force from a moment on until the next one of its name.</summary>
public sealed record SetEntry
{
    /// <summary>In front of the 32 hex digits of an id.</summary>
    public const string IdPrefix = "ent_";

    public required Guid Id { get; init; }

    public required SetEntryKind Kind { get; init; }

    /// <summary>The id of the model or source.</summary>
    public required string Name { get; init; }

    /// <summary>Counts what was set for this name, from 1.</summary>
    public required long Version { get; init; }

    /// <summary>The first moment it counts: requests that begin then or later.</summary>
    public required DateTimeOffset EffectiveFrom { get; init; }

    public required DateTimeOffset SetAt { get; init; }

    /// <summary>Who set it, as people call them.</summary>
    public required string SetBy { get; init; }

    /// <summary>The entry as it was sent, JSON without its secret; null goes back to what the configuration file or the catalog says.</summary>
    public string? Document { get; init; }

    /// <summary>The source's key, encrypted and bound to this entry and its address; null where none was sent.</summary>
    public byte[]? SealedKey { get; init; }

    /// <summary>The last four characters of that key; null where none was sent.</summary>
    public string? KeyLastFour { get; init; }

    /// <summary>The key that <see cref="SealedKey"/> holds, opened; null where there is none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>When it was taken back, which is only possible before it counts; null for one that stands.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>The id as clients see it.</summary>
    public string WireId => IdPrefix + Id.ToString("N");

    /// <summary>What receipts call it: <c>entry:my-model:3</c>.</summary>
    public string EntryVersion => $"entry:{Name}:{Version}";

    /// <summary>Counts the changes of this entry, for its ETag: 1, and 2 when it was withdrawn.</summary>
    public long Revision => WithdrawnAt is null ? 1 : 2;

    /// <summary>True when both are of one model or of one source.</summary>
    public bool IsOfSame(SetEntry other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Kind == other.Kind && Name == other.Name;
    }

    /// <summary>The id that <paramref name="text"/> spells.</summary>
    public static bool TryParseId(string? text, out Guid id)
    {
        id = default;
        return text is not null && text.StartsWith(IdPrefix, StringComparison.Ordinal) && Guid.TryParseExact(text.AsSpan(IdPrefix.Length), "N", out id);
    }

    // A record prints all its members: what stands in the document is the operator's affair.
    public override string ToString() => EntryVersion;
}
