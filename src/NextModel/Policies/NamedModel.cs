using NextModel.Catalog;

namespace NextModel.Policies;

/// <summary>A name as callers and documents write it, and what the catalog has of it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Entry">The model it names; null when there is none.</param>
/// <param name="SourceId">The one source it is pinned to (<c>source/id</c>); null when it names none.</param>
public readonly record struct NamedModel(string Name, Model? Entry, string? SourceId)
{
    /// <summary>True when it names a model at one source.</summary>
    public bool IsPinned => Entry is not null && SourceId is not null;

    public static NamedModel Find(IReadOnlyDictionary<string, Model> models, string name)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(name);
        if (models.TryGetValue(name, out var model))
        {
            return new NamedModel(name, model, null);
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && models.TryGetValue(name[(slash + 1)..], out var pinned)
            ? new NamedModel(name, pinned, name[..slash])
            : new NamedModel(name, null, null);
    }

    /// <summary>True when the model is that one and the source, where one is pinned, too.</summary>
    public bool Covers(Model model, Offer offer) => ReferenceEquals(Entry, model) && Includes(offer);

    /// <summary>True for an offer at the pinned source, or for any where none is pinned.</summary>
    public bool Includes(Offer offer) => SourceId is null || SourceId == offer.Source.Id;

    /// <summary>True when one of its offers is in a region that fits.</summary>
    public bool IsOfferedIn(IReadOnlyList<NamePattern> regions)
    {
        for (var i = 0; i < (Entry?.Offers.Count ?? 0); i++)
        {
            var offer = Entry!.Offers[i];
            for (var r = 0; Includes(offer) && r < regions.Count; r++)
            {
                if (regions[r].Matches(offer.Source.Region))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
