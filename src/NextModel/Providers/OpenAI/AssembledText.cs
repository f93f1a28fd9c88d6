using System.Buffers;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>A text put together from deltas: not there, null, or string content, escapes and all.</summary>
internal sealed class AssembledText : IDisposable
{
    private PooledBuffer? _content;

    public bool IsPresent { get; private set; }

    /// <summary>Adds a delta; returns the bytes it took.</summary>
    public int Add(JsonCursor delta)
    {
        IsPresent = true;
        return delta.Kind == JsonKind.String ? Add(delta.Content()) : 0;
    }

    /// <summary>Adds a piece of the string's content; returns the bytes it took.</summary>
    public int Add(ReadOnlySpan<byte> content)
    {
        IsPresent = true;
        (_content ??= new PooledBuffer()).Write(content);
        return content.Length;
    }

    /// <summary>Writes the string, or null where no delta had one.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        if (_content is null)
        {
            output.Write("null"u8);
            return;
        }

        output.Write("\""u8);
        output.Write(_content.Written);
        output.Write("\""u8);
    }

    public void Dispose() => _content?.Dispose();
}
