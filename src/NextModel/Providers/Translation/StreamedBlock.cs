using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Translation;

/// <summary>One content block of a stream of blocks, while it comes.</summary>
internal sealed class StreamedBlock : IDisposable
{
    /// <summary>More blocks of one answer than this are a source gone wild.</summary>
    public const int Most = 4096;

    /// <summary>Its call's index among the calls of the answer; -1 for a block that is no call.</summary>
    public int Call { get; set; } = -1;

    /// <summary>True once any of a call's arguments have come.</summary>
    public bool HasArguments { get; set; }

    /// <summary>What a call began with, where it came at once.</summary>
    public byte[] Input { get; init; } = [];

    /// <summary>True for a block that said that it is one of thinking.</summary>
    public bool IsThinking { get; init; }

    /// <summary>What was thought, the content of a JSON string.</summary>
    public PooledBuffer? Thought { get; set; }

    /// <summary>The signature, or what is sealed, as JSON; empty while there is none.</summary>
    public byte[] Proof { get; set; } = [];

    public bool IsSealed { get; set; }

    /// <summary>Keeps a piece of what was thought.</summary>
    public void Think(JsonCursor text) => (Thought ??= new PooledBuffer(1024)).Write(text.Content());

    public void Dispose() => Thought?.Dispose();
}
