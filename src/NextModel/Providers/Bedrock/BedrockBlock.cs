using NextModel.Json;

namespace NextModel.Providers.Bedrock;

/// <summary>One content block of a stream, while it comes.</summary>
internal sealed class BedrockBlock : IDisposable
{
    /// <summary>Its call's index among the calls of the answer; -1 for a block that is no call.</summary>
    public int Call { get; set; } = -1;

    /// <summary>True once any of a call's arguments have come.</summary>
    public bool HasArguments { get; set; }

    /// <summary>What was thought, the content of a JSON string.</summary>
    public PooledBuffer? Thought { get; set; }

    /// <summary>The signature, or what is sealed, as JSON; empty while there is none.</summary>
    public byte[] Proof { get; set; } = [];

    public bool IsSealed { get; set; }

    public void Dispose() => Thought?.Dispose();
}
