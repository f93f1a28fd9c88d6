using System.Buffers;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Translation;

/// <summary>Where a translated stream puts its chunks: the normal way of any chat stream.</summary>
internal readonly ref struct ChunkSink(ChatStream stream, IBufferWriter<byte> output)
{
    /// <summary>False once the answer has ended or failed: nothing more is taken.</summary>
    public bool IsOpen => stream.State == StreamState.Open;

    /// <summary>One chunk of OpenAI's dialect, as JSON. What all chunks have alike may be left out.</summary>
    public void Chunk(ReadOnlyMemory<byte> json) => stream.TakeChunk(json, output);

    /// <summary>The source has said that the answer is complete.</summary>
    public void Done() => stream.TakeDone(output);

    public void Fail(ProviderFailure failure) => stream.Fail(failure);
}
