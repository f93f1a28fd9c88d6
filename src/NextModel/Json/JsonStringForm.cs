namespace NextModel.Json;

/// <summary>What a string's text needs before it can be compared or copied. Flags.</summary>
[Flags]
internal enum JsonStringForm : byte
{
    /// <summary>No backslash at all: the bytes between the quotes are the text.</summary>
    Plain = 0,

    /// <summary>Has escapes; the bytes differ from the text.</summary>
    Escaped = 1,

    /// <summary>Has an escape that RFC 8785 spells another way (<c>\/</c> or <c>\u</c>).</summary>
    Respelled = 2,

    /// <summary>Has half of a surrogate pair: no Unicode text at all (RFC 8259 §8.2).</summary>
    LoneSurrogate = 4,
}
