using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>One tool call of a streamed choice.</summary>
internal sealed class ToolCallState(string? id, long? sourceIndex)
{
    /// <summary>Its place among the calls that were sent, from 0 without gaps; set when it is opened.</summary>
    public int Index { get; set; }

    /// <summary>The source's id; null until it sends one.</summary>
    public string? Id { get; set; } = id;

    /// <summary>The index the source uses for it; null when it uses none.</summary>
    public long? SourceIndex { get; } = sourceIndex;

    /// <summary>True once it was sent with id, type and name; arguments that came before wait in <see cref="Early"/>.</summary>
    public bool Opened { get; set; }

    /// <summary>The name it was opened with, as written in the text.</summary>
    public byte[] Name { get; set; } = [];

    /// <summary>Arguments (string content) received before the name.</summary>
    public PooledBuffer? Early { get; set; }

    /// <summary>The half of a surrogate pair at the end of the arguments so far, or 0.</summary>
    public char Held { get; set; }
}
