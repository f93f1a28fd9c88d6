using System.Text.Json;
using NextModel.Catalog;

namespace NextModel.Gateway.Admin;

/// <summary>One price that an operator set.</summary>
public sealed record SetPriceView
{
    public required string Id { get; init; }

    public required string Model { get; init; }

    public required string Source { get; init; }

    /// <summary>Counts what was set for this model at this source.</summary>
    public required long Version { get; init; }

    /// <summary>What receipts call it.</summary>
    public required string PriceVersion { get; init; }

    /// <summary><c>scheduled</c>, <c>in_force</c>, <c>replaced</c> or <c>withdrawn</c>.</summary>
    public required string State { get; init; }

    public required DateTimeOffset EffectiveFrom { get; init; }

    public required DateTimeOffset SetAt { get; init; }

    /// <summary>Who set it.</summary>
    public required string SetBy { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>As it was sent; left out where it goes back to what is configured.</summary>
    public JsonElement? Price { get; init; }

    /// <param name="price">Which.</param>
    /// <param name="all">All that were set, to tell which of them counts.</param>
    /// <param name="now">When.</param>
    public static SetPriceView Of(SetPrice price, IReadOnlyList<SetPrice> all, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(price);
        return new SetPriceView
        {
            Id = price.WireId,
            Model = price.Model,
            Source = price.Source,
            Version = price.Version,
            PriceVersion = price.PriceVersion,
            State = StateOf(price, all, now),
            EffectiveFrom = price.EffectiveFrom,
            SetAt = price.SetAt,
            SetBy = price.SetBy,
            WithdrawnAt = price.WithdrawnAt,
            Price = price.Document is { } document ? JsonDocument.Parse(document).RootElement : null,
        };
    }

    private static string StateOf(SetPrice price, IReadOnlyList<SetPrice> all, DateTimeOffset now) =>
        price.WithdrawnAt is not null ? "withdrawn"
        : all.Any(other => other.WithdrawnAt is null && other.Model == price.Model && other.Source == price.Source
            && (other.EffectiveFrom == price.EffectiveFrom ? other.Version > price.Version : other.EffectiveFrom > price.EffectiveFrom && other.EffectiveFrom <= now))
            ? "replaced"
        : price.EffectiveFrom > now ? "scheduled" : "in_force";
}
