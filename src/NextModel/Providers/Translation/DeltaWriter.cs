using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Translation;

/// <summary>Writes the chunks that a stream of blocks becomes: the one choice there is, piece by piece.</summary>
internal sealed class DeltaWriter : IDisposable
{
    private readonly PooledBuffer _chunk = new(512);

    /// <summary>The first chunk.</summary>
    /// <param name="id">The source's id for the answer; may be none.</param>
    /// <param name="chunks">Where it goes.</param>
    public void Begin(JsonCursor id, in ChunkSink chunks)
    {
        _chunk.Clear();
        _chunk.Write("{"u8);
        if (id.Kind == JsonKind.String)
        {
            _chunk.Write("\"id\":"u8);
            _chunk.Write(id.Raw);
            _chunk.Write(","u8);
        }

        _chunk.Write("\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}"u8);
        chunks.Chunk(_chunk.WrittenMemory);
    }

    /// <summary>A piece of text; nothing for one that is empty.</summary>
    /// <param name="member">The member of the delta.</param>
    /// <param name="text">A JSON string.</param>
    /// <param name="chunks">Where it goes.</param>
    public void Text(ReadOnlySpan<byte> member, JsonCursor text, in ChunkSink chunks)
    {
        if (text.Content().IsEmpty)
        {
            return;
        }

        _chunk.Clear();
        _chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{\""u8);
        _chunk.Write(member);
        _chunk.Write("\":"u8);
        _chunk.Write(text.Raw);
        _chunk.Write("},\"finish_reason\":null}]}"u8);
        chunks.Chunk(_chunk.WrittenMemory);
    }

    /// <summary>A call begins.</summary>
    /// <param name="call">Its index among the calls of the answer.</param>
    /// <param name="id">Its id, a JSON string; one is made later where it is none.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="chunks">Where it goes.</param>
    public void Call(int call, JsonCursor id, JsonCursor name, in ChunkSink chunks)
    {
        BeginCall(call);
        _chunk.Write(",\"id\":"u8);
        _chunk.Write(id.Kind == JsonKind.String ? id.Raw : "null"u8);
        _chunk.Write(",\"type\":\"function\",\"function\":{\"name\":"u8);
        _chunk.Write(name.Kind == JsonKind.String ? name.Raw : "\"\""u8);
        _chunk.Write(",\"arguments\":\"\"}}]},\"finish_reason\":null}]}"u8);
        chunks.Chunk(_chunk.WrittenMemory);
    }

    /// <summary>A piece of a call's arguments.</summary>
    /// <param name="call">Its index.</param>
    /// <param name="quoted">The piece as a JSON string.</param>
    /// <param name="chunks">Where it goes.</param>
    public void Arguments(int call, ReadOnlySpan<byte> quoted, in ChunkSink chunks)
    {
        BeginCall(call);
        _chunk.Write(",\"function\":{\"arguments\":"u8);
        _chunk.Write(quoted);
        _chunk.Write("}}]},\"finish_reason\":null}]}"u8);
        chunks.Chunk(_chunk.WrittenMemory);
    }

    /// <summary>What was thought in a block, with its proof, once it has ended; nothing where it has none.</summary>
    /// <param name="block">The block.</param>
    /// <param name="format">What the dialect marks its own by.</param>
    /// <param name="index">Its place among the blocks of the answer.</param>
    /// <param name="chunks">Where it goes.</param>
    public void Reasoning(StreamedBlock block, ReadOnlySpan<byte> format, long index, in ChunkSink chunks)
    {
        if (block.Proof.Length <= 2)
        {
            return;
        }

        _chunk.Clear();
        _chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_details\":["u8);
        ReasoningDetail.Write(_chunk, format, block.Thought is null ? default : block.Thought.Written, block.Proof, block.IsSealed, index);
        _chunk.Write("]},\"finish_reason\":null}]}"u8);
        chunks.Chunk(_chunk.WrittenMemory);
    }

    /// <summary>An empty chunk to write whole.</summary>
    public PooledBuffer Blank()
    {
        _chunk.Clear();
        return _chunk;
    }

    /// <summary>Sends what was written since <see cref="Blank"/>.</summary>
    public void Send(in ChunkSink chunks) => chunks.Chunk(_chunk.WrittenMemory);

    public void Dispose() => _chunk.Dispose();

    private void BeginCall(int call)
    {
        _chunk.Clear();
        _chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":"u8);
        _chunk.WriteNumber(call);
    }
}
