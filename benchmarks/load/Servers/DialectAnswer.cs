using System.Text;

namespace NextModel.Load.Servers;

/// <summary>One answer of a source that speaks another dialect, in both forms.</summary>
internal sealed class DialectAnswer(string streamType, string json, ReadOnlyMemory<byte> stream, string? longStream = null)
{
    public DialectAnswer(string streamType, string json, string stream, string? longStream = null)
        : this(streamType, json, Encoding.UTF8.GetBytes(stream), longStream)
    {
    }

    public string StreamType => streamType;

    public ReadOnlyMemory<byte> Json { get; } = Encoding.UTF8.GetBytes(json);

    public ReadOnlyMemory<byte> Stream => stream;

    /// <summary>The same with more text, where that is asked for.</summary>
    public ReadOnlyMemory<byte> LongStream { get; } = longStream is null ? stream : Encoding.UTF8.GetBytes(longStream);
}
