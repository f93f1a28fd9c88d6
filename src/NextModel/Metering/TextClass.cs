namespace NextModel.Metering;

/// <summary>
/// What the splitting rules of the encodings tell characters apart by: groups of Unicode general categories, as flags so that a
/// rule's character class is a set of them.
/// </summary>
[Flags]
internal enum TextClass : byte
{
    /// <summary>The end of the text; in no set.</summary>
    None = 0,

    /// <summary>Punctuation, symbols, controls, unassigned.</summary>
    Other = 1,

    /// <summary>White space but carriage return and line feed.</summary>
    Space = 2,

    /// <summary>Carriage return, line feed.</summary>
    Newline = 4,

    /// <summary>Nd, Nl, No.</summary>
    Number = 8,

    /// <summary>Mn, Mc, Me: no letter, but part of words in o200k_base.</summary>
    Mark = 16,

    /// <summary>Lu, Lt.</summary>
    Upper = 32,

    /// <summary>Ll.</summary>
    Lower = 64,

    /// <summary>Lm, Lo: letters without case, which go with either.</summary>
    Caseless = 128,

    /// <summary>\p{L}</summary>
    Letter = Upper | Lower | Caseless,

    /// <summary>[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]</summary>
    UpperPart = Upper | Caseless | Mark,

    /// <summary>[\p{Ll}\p{Lm}\p{Lo}\p{M}]</summary>
    LowerPart = Lower | Caseless | Mark,

    /// <summary>[^\s\p{L}\p{N}]</summary>
    Symbol = Other | Mark,

    /// <summary>\s</summary>
    White = Space | Newline,

    /// <summary>[^\r\n\p{L}\p{N}]</summary>
    Prefix = Other | Space | Mark,
}
