using System.Buffers;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Sse;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Tells a complete chat answer as a stream: role, then what it says, then its end, choice by choice. Put together again, the chunks
/// give the same answer.
/// </summary>
/// <param name="answer">A complete answer in OpenAI's form, without its usage.</param>
/// <param name="output">Where the events go.</param>
/// <param name="includeUsage">The caller asked for usage: chunks before the last say that they have none.</param>
internal sealed class ChatReplay(JsonCursor answer, IBufferWriter<byte> output, bool includeUsage) : IDisposable
{
    private readonly PooledBuffer _chunk = new(1024);
    private bool _begun;

    public void Write()
    {
        foreach (var choice in answer["choices"u8].Children)
        {
            WriteChoice(choice.Value);
        }
    }

    /// <summary>Writes the usage chunk.</summary>
    public void WriteUsage(ReportedUsage reported, in Usage usage)
    {
        WriteHead();
        _chunk.Write(",\"choices\":[],\"usage\":"u8);
        reported.Write(_chunk, usage);
        _chunk.Write("}"u8);
        SseWriter.Write(output, _chunk.Written);
    }

    public void Dispose() => _chunk.Dispose();

    private void WriteChoice(JsonCursor choice)
    {
        var message = choice["message"u8];
        var content = message["content"u8];
        var logprobs = choice["logprobs"u8];
        var hasText = !content.Content().IsEmpty;
        Open(choice);
        _chunk.Write("\"role\":\"assistant\",\"content\":"u8);
        _chunk.Write(content.Kind == JsonKind.String ? "\"\""u8 : "null"u8);
        _chunk.Write(",\"refusal\":null"u8);
        Close("null"u8, "null"u8);
        WriteRest(choice, message);
        if (hasText || !logprobs.IsNullOrMissing)
        {
            Open(choice);
            _chunk.Write(hasText ? "\"content\":"u8 : default);
            _chunk.Write(hasText ? content.Raw : default);
            Close(logprobs.IsNullOrMissing ? "null"u8 : logprobs.Raw, "null"u8);
        }

        if (message["refusal"u8].Kind == JsonKind.String)
        {
            WriteDelta(choice, "\"refusal\":"u8, message["refusal"u8].Raw);
        }

        WriteCalls(choice, message["tool_calls"u8]);
        if (message["function_call"u8].Kind == JsonKind.Object)
        {
            WriteDelta(choice, "\"function_call\":"u8, message["function_call"u8].Raw);
        }

        Open(choice);
        Close("null"u8, choice["finish_reason"u8].Raw, choice);
    }

    /// <summary>Reasoning, and the members nobody has a rule for, in one delta.</summary>
    private void WriteRest(JsonCursor choice, JsonCursor message)
    {
        var first = true;
        foreach (var member in message.Children)
        {
            if (WireMembers.Of(member) is not (WireMember.Role or WireMember.Content or WireMember.Refusal
                or WireMember.ToolCalls or WireMember.FunctionCall))
            {
                if (first)
                {
                    Open(choice);
                }

                _chunk.WriteMember(member, ref first);
            }
        }

        if (!first)
        {
            Close("null"u8, "null"u8);
        }
    }

    private void WriteCalls(JsonCursor choice, JsonCursor calls)
    {
        if (calls.Kind != JsonKind.Array)
        {
            return;
        }

        var index = 0;
        Open(choice);
        _chunk.Write("\"tool_calls\":["u8);
        foreach (var call in calls.Children)
        {
            _chunk.Write(index > 0 ? ",{\"index\":"u8 : "{\"index\":"u8);
            _chunk.WriteNumber(index++);
            var first = false;
            foreach (var member in call.Value.Children)
            {
                if (WireMembers.Of(member) != WireMember.Index)
                {
                    _chunk.WriteMember(member, ref first);
                }
            }

            _chunk.Write("}"u8);
        }

        _chunk.Write("]"u8);
        Close("null"u8, "null"u8);
    }

    private void WriteDelta(JsonCursor choice, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Open(choice);
        _chunk.Write(name);
        _chunk.Write(value);
        Close("null"u8, "null"u8);
    }

    private void Open(JsonCursor choice)
    {
        WriteHead();
        _chunk.Write(",\"choices\":[{\"index\":"u8);
        _chunk.Write(choice["index"u8].Raw);
        _chunk.Write(",\"delta\":{"u8);
    }

    private void Close(ReadOnlySpan<byte> logprobs, ReadOnlySpan<byte> finishReason, JsonCursor othersOf = default)
    {
        _chunk.Write("},\"logprobs\":"u8);
        _chunk.Write(logprobs);
        _chunk.Write(",\"finish_reason\":"u8);
        _chunk.Write(finishReason);
        var first = false;
        foreach (var member in othersOf.Children)
        {
            if (WireMembers.Of(member) is not (WireMember.Index or WireMember.Message or WireMember.Logprobs or WireMember.FinishReason))
            {
                _chunk.WriteMember(member, ref first);
            }
        }

        _chunk.Write(includeUsage ? "}],\"usage\":null}"u8 : "}]}"u8);
        SseWriter.Write(output, _chunk.Written);
    }

    /// <summary>Id, time, model, tier and fingerprint stand on every chunk; members nobody has a rule for on the first.</summary>
    private void WriteHead()
    {
        var first = true;
        _chunk.Clear();
        _chunk.Write("{"u8);
        foreach (var member in answer.Children)
        {
            switch (WireMembers.Of(member))
            {
                case WireMember.Choices:
                    break;
                case WireMember.Object:
                    _chunk.WriteName("object"u8, ref first);
                    _chunk.Write(ChunkWriter.ObjectJson);
                    break;
                case WireMember.Id or WireMember.Created or WireMember.Model or WireMember.ServiceTier or WireMember.SystemFingerprint:
                    _chunk.WriteMember(member, ref first);
                    break;
                default:
                    if (!_begun)
                    {
                        _chunk.WriteMember(member, ref first);
                    }

                    break;
            }
        }

        _begun = true;
    }
}
