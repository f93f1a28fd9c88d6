using System.Runtime.InteropServices;

namespace NextModel.Json;

/// <summary>An edit with its commas settled: the range that goes, and what comes instead.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonCut(int Start, int End, bool WithComma, ReadOnlyMemory<byte> Bytes);
