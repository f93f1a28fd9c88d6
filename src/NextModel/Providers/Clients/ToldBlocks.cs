using System.Buffers;
using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Clients;

/// <summary>
/// Brings what chunks say into blocks that come one after the other: where they go to and fro between calls, what belongs to a later block waits
/// until the earlier one is whole.
/// </summary>
internal sealed class ToldBlocks(IBlockWriter writer) : IDisposable
{
    private readonly List<ToldBlock> _waiting = [];
    private readonly HashSet<long> _told = [];
    private ToldBlock? _open;
    private ToldKind _furthest;

    /// <summary>True when blocks came in another order than whole answers have them.</summary>
    public bool IsOutOfOrder { get; private set; }

    /// <summary>True once thinking was told.</summary>
    public bool HasThought { get; private set; }

    /// <summary>Takes a piece of text: <paramref name="content"/> of a JSON string.</summary>
    public void Text(ToldKind kind, ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        if (content.IsEmpty)
        {
            return;
        }

        if (_open?.Kind == kind && _waiting.Count == 0)
        {
            writer.Delta(_open, content, output);
            return;
        }

        var block = _waiting is [.., { } last] && last.Kind == kind ? last : Wait(new ToldBlock(kind));
        block.Content.Write(content);
        Advance(output);
    }

    /// <summary>Takes a call to a function, or a piece of one. Calls of other kinds no dialect has in common with chat.</summary>
    /// <param name="call">An entry of <c>tool_calls</c>.</param>
    /// <param name="index">Its index among the calls of the answer.</param>
    /// <param name="output">Where events go.</param>
    public void Call(JsonCursor call, long index, IBufferWriter<byte> output)
    {
        var function = call["function"u8];
        var block = _open is { Kind: ToldKind.Call } open && open.Call == index ? open : Waiting(index);
        if (block is null)
        {
            if (function.Kind != JsonKind.Object || call["id"u8].Kind != JsonKind.String || !_told.Add(index))
            {
                // A custom tool's; or more of a call that was whole.
                return;
            }

            block = Wait(new ToldBlock(ToldKind.Call)
            {
                Call = index,
                Id = call["id"u8].Raw.ToArray(),
                Name = function["name"u8].Kind == JsonKind.String ? function["name"u8].Raw.ToArray() : "\"\""u8.ToArray(),
                Extra = call["extra_content"u8].Kind == JsonKind.Object ? call["extra_content"u8].Raw.ToArray() : [],
            });
        }

        var piece = function["arguments"u8].Content();
        block.Content.Write(piece);
        if (ReferenceEquals(block, _open))
        {
            Delta(block, piece, output);

            // Whether it is whole only matters to others, and only a brace can make it so.
            if (_waiting.Count == 0 || !piece.Contains((byte)'}'))
            {
                return;
            }
        }

        Advance(output);
    }

    /// <summary>No more will come: tells what waits.</summary>
    public void Finish(IBufferWriter<byte> output)
    {
        Close(output);
        while (_waiting.Count > 0)
        {
            OpenNext(output);
            Close(output);
        }
    }

    public void Dispose()
    {
        _open?.Dispose();
        _waiting.ForEach(block => block.Dispose());
    }

    // Goes on to what waits, as far as what is open is whole.
    private void Advance(IBufferWriter<byte> output)
    {
        while (_waiting.Count > 0 && _open?.IsWhole != false)
        {
            Close(output);
            OpenNext(output);
        }
    }

    private void OpenNext(IBufferWriter<byte> output)
    {
        var block = _waiting[0];
        _waiting.RemoveAt(0);
        IsOutOfOrder |= block.Kind < _furthest || (block.Kind == _furthest && block.Kind != ToldKind.Call);
        _furthest = block.Kind > _furthest ? block.Kind : _furthest;
        HasThought |= block.Kind == ToldKind.Thinking;
        _open = block;
        writer.Open(block, output);
        Delta(block, block.Content.Written, output);
    }

    private void Delta(ToldBlock block, ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        if (!content.IsEmpty)
        {
            writer.Delta(block, content, output);
        }
    }

    private void Close(IBufferWriter<byte> output)
    {
        if (_open is not { } block)
        {
            return;
        }

        if (block.Kind == ToldKind.Call && block.Content.Length == 0)
        {
            writer.Delta(block, "{}"u8, output);
        }

        writer.Close(block, output);
        block.Dispose();
        _open = null;
    }

    private ToldBlock Wait(ToldBlock block)
    {
        _waiting.Add(block);
        return block;
    }

    private ToldBlock? Waiting(long call)
    {
        foreach (var block in _waiting)
        {
            if (block.Kind == ToldKind.Call && block.Call == call)
            {
                return block;
            }
        }

        return null;
    }
}
