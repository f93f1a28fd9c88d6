namespace NextModel.Catalog;

/// <summary>What some answers are priced by in place of tokens.</summary>
public enum PricedUnit
{
    /// <summary>One image that was made.</summary>
    Image,

    /// <summary>One minute of audio that was heard; whole seconds are counted.</summary>
    Minute,

    /// <summary>1,000,000 characters (Unicode scalar values) that were spoken.</summary>
    MillionCharacters,
}
