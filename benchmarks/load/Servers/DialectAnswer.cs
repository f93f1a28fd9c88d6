using System.Text;

namespace NextModel.Load.Servers;

/// <summary>One answer of a source that speaks another dialect, in both forms.</summary>
internal sealed class DialectAnswer(string streamType, string json, ReadOnlyMemory<byte> stream)
{
    public DialectAnswer(string streamType, string json, string stream)
        : this(streamType, json, Encoding.UTF8.GetBytes(stream))
    {
    }

    public string StreamType => streamType;

    public ReadOnlyMemory<byte> Json { get; } = Encoding.UTF8.GetBytes(json);

    public ReadOnlyMemory<byte> Stream => stream;
}
