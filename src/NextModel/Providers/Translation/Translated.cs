using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Providers.Translation;

/// <summary>A request in a source's dialect, or why there is none.</summary>
internal sealed class Translated(PooledBuffer body) : IDisposable
{
    /// <summary>The body to send. Valid until disposed.</summary>
    public ReadOnlyMemory<byte> Body => body.WrittenMemory;

    /// <summary>What the source cannot be told; null when the body is complete.</summary>
    public GatewayError? Refusal { get; init; }

    /// <summary>Members that were left out or lowered, by name, for the receipt; empty when none was.</summary>
    public IReadOnlyList<string> Adjusted { get; init; } = [];

    /// <summary>The bound on output that is sent; null when none is.</summary>
    public long? OutputBound { get; init; }

    public void Dispose() => body.Dispose();
}
