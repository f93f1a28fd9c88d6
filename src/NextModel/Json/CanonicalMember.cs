using System.Runtime.InteropServices;

namespace NextModel.Json;

/// <summary>A member waiting to be sorted: its name's token, and where the decoded name stands.</summary>
/// <param name="Token">Tape index of the name; the value follows it.</param>
/// <param name="Start">First byte of the decoded name in the text, or, complemented, in the buffer of decoded names.</param>
/// <param name="Length">Bytes of the decoded name.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CanonicalMember(int Token, int Start, int Length);
