using NextModel.Catalog;

namespace NextModel.Metering;

/// <summary>What an answer is counted in where it is not counted in tokens.</summary>
/// <param name="Unit">What a price would be for.</param>
/// <param name="Count">Images, whole seconds of audio, or characters: see <see cref="PricedUnit"/>.</param>
public sealed record MeteredUnits(PricedUnit Unit, long Count)
{
    /// <summary>Size of the images; null where nobody said.</summary>
    public string? Size { get; init; }

    /// <summary>Quality of the images; null where nobody said.</summary>
    public string? Quality { get; init; }

    /// <summary>True when the source said so, false when it was counted here.</summary>
    public bool IsTold { get; init; }
}
