using System.Buffers;

namespace NextModel.Json;

/// <summary>
/// One byte form for all texts of the same JSON value: no white space, the fewest escapes, members sorted by the UTF-16 code units of
/// their names, one spelling per number. Where a lenient text has a name twice, the last one counts.
/// </summary>
public static class CanonicalJson
{
    /// <summary>Writes the form of <paramref name="value"/>, following <paramref name="rule"/> where there is one.</summary>
    public static void Write(JsonCursor value, IBufferWriter<byte> output, CanonicalNumbers numbers, CanonicalRule? rule = null)
    {
        var writer = new CanonicalWriter(value.Tape, output, numbers, sizeHint: value.End - value.Start);
        try
        {
            writer.WriteValue(value.Index, rule);
            writer.Flush();
        }
        finally
        {
            writer.Dispose();
        }
    }
}
