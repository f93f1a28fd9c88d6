using System.Runtime.InteropServices;

namespace NextModel.Json;

/// <summary>One value of a <see cref="JsonTape"/>: where it stands in the text and where the next one stands on the tape.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct JsonToken
{
    /// <summary>First byte of the value; for a string, its opening quote.</summary>
    public int Start;

    /// <summary>One past the last byte of the value; for a string, past its closing quote.</summary>
    public int End;

    /// <summary>Tape index after this value and everything in it.</summary>
    public int Next;

    public JsonKind Kind;
    public JsonStringForm Form;
}
