using System.Runtime.InteropServices;

namespace NextModel.Json;

/// <summary>One change to a text: the bytes from <see cref="Start"/> to <see cref="End"/> give way to <see cref="Bytes"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonEdit(int Start, int End, JsonEditKind Kind, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>True when this one is applied first: by place in the text, an insertion before a range that starts where it stands.</summary>
    public bool Precedes(in JsonEdit other) =>
        Start < other.Start || (Start == other.Start && Start == End && other.Start != other.End);
}
