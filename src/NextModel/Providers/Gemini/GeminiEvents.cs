using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Gemini;

/// <summary>From Gemini's responses, each with a few more parts, to chunks. A whole answer is a stream of one.</summary>
internal sealed class GeminiEvents(AnswerFrame frame) : IEventTranslator
{
    private readonly PooledBuffer _chunk = new(512);
    private readonly PooledBuffer _usage = new(256);
    private readonly List<GeminiCandidate> _candidates = [];

    public void Take(ReadOnlySpan<byte> name, JsonCursor data, in ChunkSink chunks)
    {
        if (ErrorBody.IsSet(data["error"u8]) || name.SequenceEqual("error"u8))
        {
            chunks.Fail(ProviderErrorReader.ReadIn200(data, frame));
            return;
        }

        if (data["usageMetadata"u8].Kind == JsonKind.Object)
        {
            _usage.Clear();
            GeminiUsage.Write(_usage, data["usageMetadata"u8]);
        }

        if (!data["promptFeedback"u8]["blockReason"u8].IsNullOrMissing && data["candidates"u8].Count() == 0)
        {
            chunks.Fail(AnswerFailures.Filtered(frame));
            return;
        }

        foreach (var item in data["candidates"u8].Children)
        {
            if (chunks.IsOpen)
            {
                TakeCandidate(data["responseId"u8], item.Value, chunks);
            }
        }
    }

    // Nothing says that the answer is complete but its end; usage stands on every response and the last one counts.
    public void Complete(in ChunkSink chunks)
    {
        if (_usage.Length > 0)
        {
            _chunk.Clear();
            _chunk.Write("{\"choices\":[],\"usage\":"u8);
            _chunk.Write(_usage.Written);
            _chunk.Write("}"u8);
            chunks.Chunk(_chunk.WrittenMemory);
        }
    }

    public void Dispose()
    {
        _chunk.Dispose();
        _usage.Dispose();
    }

    private void TakeCandidate(JsonCursor id, JsonCursor candidate, in ChunkSink chunks)
    {
        candidate["index"u8].TryGetInt64(out var index);
        var state = Find(index);
        foreach (var part in candidate["content"u8]["parts"u8].Children)
        {
            TakePart(id, part.Value, state, chunks);
            state.Parts++;
        }

        var reason = candidate["finishReason"u8];
        if (!chunks.IsOpen || reason.Content().IsEmpty)
        {
            return;
        }

        if (!state.HasSaid && GeminiEnds.IsMistake(reason))
        {
            chunks.Fail(reason.TextEquals("STOP"u8) ? AnswerFailures.Empty(frame) : AnswerFailures.Aborted(frame));
            return;
        }

        Begin(id, state);
        _chunk.Write("}"u8);
        if (candidate["logprobsResult"u8].Kind == JsonKind.Object)
        {
            GeminiLogprobs.Write(_chunk, candidate["logprobsResult"u8]);
        }

        _chunk.Write(",\"finish_reason\":"u8);
        GeminiEnds.Write(_chunk, reason);
        _chunk.Write("}]}"u8);
        chunks.Chunk(_chunk.WrittenMemory);
    }

    private void TakePart(JsonCursor id, JsonCursor part, GeminiCandidate state, in ChunkSink chunks)
    {
        var signature = part["thoughtSignature"u8];
        var text = part["text"u8];
        if (part["functionCall"u8] is { Kind: JsonKind.Object } call)
        {
            SendCall(id, call, signature, state, chunks);
            return;
        }

        Begin(id, state);
        var first = true;
        if (!text.Content().IsEmpty)
        {
            _chunk.WriteName(part["thought"u8].Kind == JsonKind.True ? "reasoning_content"u8 : "content"u8, ref first);
            _chunk.Write(text.Raw);
        }

        if (part["inlineData"u8] is { Kind: JsonKind.Object } media && media["mimeType"u8].Kind == JsonKind.String && media["data"u8].Kind == JsonKind.String)
        {
            _chunk.WriteName("images"u8, ref first);
            _chunk.Write("[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:"u8);
            _chunk.Write(media["mimeType"u8].Content());
            _chunk.Write(";base64,"u8);
            _chunk.Write(media["data"u8].Content());
            _chunk.Write("\"}}]"u8);
        }

        if (!signature.Content().IsEmpty)
        {
            _chunk.WriteName("reasoning_details"u8, ref first);
            _chunk.Write("[{\"type\":\"reasoning.encrypted\",\"data\":"u8);
            _chunk.Write(signature.Raw);
            _chunk.Write(",\"format\":\""u8);
            _chunk.Write(GeminiConversation.Format);
            _chunk.Write("\",\"index\":"u8);
            _chunk.WriteNumber(state.Parts);
            _chunk.Write("}]"u8);
        }

        if (!first)
        {
            state.HasSaid = true;
            End(chunks);
        }
    }

    private void SendCall(JsonCursor id, JsonCursor call, JsonCursor signature, GeminiCandidate state, in ChunkSink chunks)
    {
        var (callId, name, arguments) = (call["id"u8], call["name"u8], call["args"u8]);
        Begin(id, state);
        _chunk.Write("\"tool_calls\":[{\"index\":"u8);
        _chunk.WriteNumber(state.Calls++);
        if (!callId.Content().IsEmpty)
        {
            _chunk.Write(",\"id\":"u8);
            _chunk.Write(callId.Raw);
        }

        _chunk.Write(",\"type\":\"function\",\"function\":{\"name\":"u8);
        _chunk.Write(name.Kind == JsonKind.String ? name.Raw : "\"\""u8);
        _chunk.Write(",\"arguments\":"u8);
        _chunk.Write(arguments.Kind == JsonKind.Object ? arguments.Raw : "\"{}\""u8);
        _chunk.Write("}"u8);
        if (!signature.Content().IsEmpty)
        {
            _chunk.Write(",\"extra_content\":{\"google\":{\"thought_signature\":"u8);
            _chunk.Write(signature.Raw);
            _chunk.Write("}}"u8);
        }

        _chunk.Write("}]"u8);
        state.HasSaid = true;
        End(chunks);
    }

    private void Begin(JsonCursor id, GeminiCandidate state)
    {
        _chunk.Clear();
        _chunk.Write("{"u8);
        if (!id.Content().IsEmpty)
        {
            _chunk.Write("\"id\":"u8);
            _chunk.Write(id.Raw);
            _chunk.Write(","u8);
        }

        _chunk.Write("\"choices\":[{\"index\":"u8);
        _chunk.WriteNumber(state.Index);
        _chunk.Write(",\"delta\":{"u8);
    }

    private void End(in ChunkSink chunks)
    {
        _chunk.Write("},\"finish_reason\":null}]}"u8);
        if (chunks.IsOpen)
        {
            chunks.Chunk(_chunk.WrittenMemory);
        }
    }

    private GeminiCandidate Find(long index)
    {
        index = index is >= 0 and < int.MaxValue ? index : 0;
        var known = _candidates.Find(one => one.Index == index);
        if (known is null)
        {
            known = new GeminiCandidate(index);
            _candidates.Add(known);
        }

        return known;
    }
}
