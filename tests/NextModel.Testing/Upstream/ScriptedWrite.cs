namespace NextModel.Testing.Upstream;

/// <summary>Bytes that leave together.</summary>
/// <param name="Bytes">What is sent.</param>
public sealed record ScriptedWrite(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The wait before it.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Asked each time it has been sent: true sends it once more, after another wait. Null is once.</summary>
    public Func<bool>? Again { get; init; }

    /// <summary>Ascending offsets at which the bytes are cut, each piece flushed by itself.</summary>
    public IReadOnlyList<int> Cuts { get; init; } = [];

    /// <summary>A write of this text as UTF-8.</summary>
    public static ScriptedWrite Text(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The pieces in order, none of them empty.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        var from = 0;
        foreach (var cut in Cuts.Append(Bytes.Length))
        {
            if (cut > from && cut <= Bytes.Length)
            {
                yield return Bytes[from..cut];
                from = cut;
            }
        }
    }

    /// <summary>The same bytes, one by one.</summary>
    public ScriptedWrite ByteByByte() => this with { Cuts = [.. Enumerable.Range(1, Math.Max(0, Bytes.Length - 1))] };
}
