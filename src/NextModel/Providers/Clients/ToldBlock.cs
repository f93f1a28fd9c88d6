using NextModel.Json;

namespace NextModel.Providers.Clients;

/// <summary>One block of an answer that is told from chunks.</summary>
internal sealed class ToldBlock(ToldKind kind) : IDisposable
{
    public ToldKind Kind => kind;

    /// <summary>Of a call: its index among the calls of the chat answer.</summary>
    public long Call { get; init; }

    /// <summary>Of a call: its id, a JSON string.</summary>
    public byte[] Id { get; init; } = [];

    /// <summary>Of a call: the function's name, a JSON string.</summary>
    public byte[] Name { get; init; } = [];

    /// <summary>Of a call: what its source keeps beside it, JSON; empty where it keeps nothing.</summary>
    public byte[] Extra { get; init; } = [];

    /// <summary>Content of JSON strings: of a call, all of its arguments so far; of a text, what waits to be told.</summary>
    public PooledBuffer Content { get; } = new();

    /// <summary>True for a call whose arguments are whole: no more can come.</summary>
    public bool IsWhole => kind != ToldKind.Call || ToolInput.IsWhole(Content.Written);

    public void Dispose() => Content.Dispose();
}
