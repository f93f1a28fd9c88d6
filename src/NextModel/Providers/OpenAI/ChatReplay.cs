using System.Buffers;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Tells a complete chat answer as a stream: role, then what it says, then its end, choice by choice. Put together again, the chunks
/// give the same answer.
/// </summary>
/// <param name="answer">A complete answer in OpenAI's form, without its usage.</param>
/// <param name="output">Where the events go.</param>
/// <param name="includeUsage">The caller asked for usage: chunks before the last say that they have none.</param>
internal sealed class ChatReplay(JsonCursor answer, IBufferWriter<byte> output, bool includeUsage)
{
    private bool _begun;

    public void Write()
    {
        foreach (var choice in answer["choices"u8].Children)
        {
            WriteChoice(choice.Value);
        }
    }

    /// <summary>Opens the usage chunk; the caller writes the usage and closes it.</summary>
    public void WriteUsageStart()
    {
        WriteHead();
        output.Write(",\"choices\":[],\"usage\":"u8);
    }

    private void WriteChoice(JsonCursor choice)
    {
        var message = choice["message"u8];
        var content = message["content"u8];
        var logprobs = choice["logprobs"u8];
        var hasText = !content.Content().IsEmpty;
        Open(choice);
        output.Write("\"role\":\"assistant\",\"content\":"u8);
        output.Write(content.Kind == JsonKind.String ? "\"\""u8 : "null"u8);
        output.Write(",\"refusal\":null"u8);
        Close("null"u8, "null"u8);
        WriteRest(choice, message);
        if (hasText || !logprobs.IsNullOrMissing)
        {
            Open(choice);
            output.Write(hasText ? "\"content\":"u8 : default);
            output.Write(hasText ? content.Raw : default);
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

                output.WriteMember(member, ref first);
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
        output.Write("\"tool_calls\":["u8);
        foreach (var call in calls.Children)
        {
            output.Write(index > 0 ? ",{\"index\":"u8 : "{\"index\":"u8);
            output.WriteNumber(index++);
            var first = false;
            foreach (var member in call.Value.Children)
            {
                if (WireMembers.Of(member) != WireMember.Index)
                {
                    output.WriteMember(member, ref first);
                }
            }

            output.Write("}"u8);
        }

        output.Write("]"u8);
        Close("null"u8, "null"u8);
    }

    private void WriteDelta(JsonCursor choice, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Open(choice);
        output.Write(name);
        output.Write(value);
        Close("null"u8, "null"u8);
    }

    private void Open(JsonCursor choice)
    {
        WriteHead();
        output.Write(",\"choices\":[{\"index\":"u8);
        output.Write(choice["index"u8].Raw);
        output.Write(",\"delta\":{"u8);
    }

    private void Close(ReadOnlySpan<byte> logprobs, ReadOnlySpan<byte> finishReason, JsonCursor othersOf = default)
    {
        output.Write("},\"logprobs\":"u8);
        output.Write(logprobs);
        output.Write(",\"finish_reason\":"u8);
        output.Write(finishReason);
        var first = false;
        foreach (var member in othersOf.Children)
        {
            if (WireMembers.Of(member) is not (WireMember.Index or WireMember.Message or WireMember.Logprobs or WireMember.FinishReason))
            {
                output.WriteMember(member, ref first);
            }
        }

        output.Write(includeUsage ? "}],\"usage\":null}\n\n"u8 : "}]}\n\n"u8);
    }

    /// <summary>Id, time, model, tier and fingerprint stand on every chunk; members nobody has a rule for on the first.</summary>
    private void WriteHead()
    {
        var first = true;
        output.Write("data: {"u8);
        foreach (var member in answer.Children)
        {
            switch (WireMembers.Of(member))
            {
                case WireMember.Choices:
                    break;
                case WireMember.Object:
                    output.WriteName("object"u8, ref first);
                    output.Write(ChunkWriter.ObjectJson);
                    break;
                case WireMember.Id or WireMember.Created or WireMember.Model or WireMember.ServiceTier or WireMember.SystemFingerprint:
                    output.WriteMember(member, ref first);
                    break;
                default:
                    if (!_begun)
                    {
                        output.WriteMember(member, ref first);
                    }

                    break;
            }
        }

        _begun = true;
    }
}
