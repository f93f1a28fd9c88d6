using System.Buffers;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>One choice put together from its deltas.</summary>
internal sealed class AssembledChoice(long index) : IDisposable
{
    private readonly AssembledText _content = new();
    private readonly AssembledText _refusal = new();
    private readonly AssembledText _reasoningContent = new();
    private readonly AssembledText _reasoning = new();
    private readonly AssembledText _functionArguments = new();
    private readonly List<AssembledCall> _calls = [];
    private readonly AssembledMembers _functionCall = new(joinArrays: false);
    private readonly AssembledMembers _messageOthers = new(joinArrays: true);
    private readonly AssembledMembers _logprobs = new(joinArrays: true);
    private readonly AssembledMembers _others = new(joinArrays: false);
    private bool _hasLogprobs;
    private byte[]? _finishReason;

    public long Index { get; } = index;

    /// <summary>Takes this choice of a normalised chunk; returns the bytes it added.</summary>
    public int Add(JsonCursor choice)
    {
        var added = 0;
        foreach (var member in choice.Children)
        {
            switch (WireMembers.Of(member))
            {
                case WireMember.Index:
                    break;
                case WireMember.Delta:
                    added += AddDelta(member.Value);
                    break;
                case WireMember.FinishReason:
                    _finishReason = member.Value.Kind == JsonKind.String ? member.Value.Raw.ToArray() : _finishReason;
                    break;
                case WireMember.Logprobs:
                    added += AddLogprobs(member.Value);
                    break;
                default:
                    added += _others.Add(member);
                    break;
            }
        }

        return added;
    }

    /// <summary>Takes a piece of <see cref="TextField.Content"/> or <see cref="TextField.ReasoningContent"/>, between its quotes; returns the bytes it added.</summary>
    public int AddText(TextField field, ReadOnlySpan<byte> content) => (field == TextField.Content ? _content : _reasoningContent).Add(content);

    public void Write(IBufferWriter<byte> output)
    {
        output.Write("{\"index\":"u8);
        output.WriteNumber(Index);
        output.Write(",\"message\":{\"role\":\"assistant\",\"content\":"u8);
        _content.Write(output);
        output.Write(",\"refusal\":"u8);
        _refusal.Write(output);
        WriteMessageRest(output);
        output.Write("},\"logprobs\":"u8);
        var first = true;
        output.Write(_hasLogprobs ? "{"u8 : "null"u8);
        _logprobs.Write(output, ref first);
        output.Write(_hasLogprobs ? "}"u8 : default);
        output.Write(",\"finish_reason\":"u8);
        output.Write(_finishReason ?? "null"u8);
        first = false;
        _others.Write(output, ref first);
        output.Write("}"u8);
    }

    public void Dispose()
    {
        _calls.ForEach(call => call.Dispose());
        foreach (var text in new[] { _content, _refusal, _reasoningContent, _reasoning, _functionArguments })
        {
            text.Dispose();
        }

        foreach (var members in new[] { _functionCall, _messageOthers, _logprobs, _others })
        {
            members.Dispose();
        }
    }

    private void WriteMessageRest(IBufferWriter<byte> output)
    {
        var first = false;
        if (_reasoningContent.IsPresent)
        {
            output.WriteName("reasoning_content"u8, ref first);
            _reasoningContent.Write(output);
        }

        if (_reasoning.IsPresent)
        {
            output.WriteName("reasoning"u8, ref first);
            _reasoning.Write(output);
        }

        for (var i = 0; i < _calls.Count; i++)
        {
            output.Write(i == 0 ? ",\"tool_calls\":["u8 : ","u8);
            _calls[i].Write(output);
        }

        output.Write(_calls.Count > 0 ? "]"u8 : default);
        if (_functionArguments.IsPresent)
        {
            output.WriteName("function_call"u8, ref first);
            output.Write("{"u8);
            first = true;
            _functionCall.Write(output, ref first);
            output.WriteName("arguments"u8, ref first);
            _functionArguments.Write(output);
            output.Write("}"u8);
        }

        first = false;
        _messageOthers.Write(output, ref first);
    }

    private int AddDelta(JsonCursor delta)
    {
        var added = 0;
        foreach (var member in delta.Children)
        {
            added += WireMembers.Of(member) switch
            {
                WireMember.Role => 0,
                WireMember.Content => _content.Add(member.Value),
                WireMember.Refusal => _refusal.Add(member.Value),
                WireMember.ReasoningContent => _reasoningContent.Add(member.Value),
                WireMember.Reasoning => _reasoning.Add(member.Value),
                WireMember.ToolCalls => AddCalls(member.Value),
                WireMember.FunctionCall => AddFunctionCall(member.Value),
                _ => _messageOthers.Add(member),
            };
        }

        return added;
    }

    private int AddCalls(JsonCursor calls)
    {
        var added = 0;
        foreach (var item in calls.Children)
        {
            item.Value["index"u8].TryGetInt64(out var index);
            var call = _calls.Find(known => known.Index == index);
            if (call is null)
            {
                call = new AssembledCall(index);
                _calls.Add(call);
            }

            added += call.Add(item.Value);
        }

        return added;
    }

    private int AddFunctionCall(JsonCursor call)
    {
        var added = 0;
        foreach (var member in call.Children)
        {
            added += WireMembers.Of(member) == WireMember.Arguments ? _functionArguments.Add(member.Value) : _functionCall.Add(member);
        }

        return added;
    }

    private int AddLogprobs(JsonCursor logprobs)
    {
        var added = 0;
        _hasLogprobs |= logprobs.Kind == JsonKind.Object;
        foreach (var member in logprobs.Children)
        {
            added += _logprobs.Add(member);
        }

        return added;
    }
}
