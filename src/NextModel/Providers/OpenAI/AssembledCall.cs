using System.Buffers;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>A tool call put together from its deltas.</summary>
internal sealed class AssembledCall(long index) : IDisposable
{
    private readonly AssembledText _arguments = new();
    private readonly AssembledMembers _payload = new(joinArrays: false);
    private readonly AssembledMembers _others = new(joinArrays: false);
    private bool _isCustom;

    public long Index { get; } = index;

    /// <summary>Takes a delta of this call; returns the bytes it added.</summary>
    public int Add(JsonCursor delta)
    {
        var added = 0;
        foreach (var member in delta.Children)
        {
            switch (WireMembers.Of(member))
            {
                case WireMember.Index:
                    break;
                case WireMember.Custom:
                    _isCustom = true;
                    added += AddPayload(member.Value);
                    break;
                case WireMember.Function:
                    added += AddPayload(member.Value);
                    break;
                default:
                    added += _others.Add(member);
                    break;
            }
        }

        return added;
    }

    public void Write(IBufferWriter<byte> output)
    {
        var first = true;
        output.Write("{"u8);
        _others.Write(output, ref first);
        output.WriteName(_isCustom ? "custom"u8 : "function"u8, ref first);
        output.Write("{"u8);
        first = true;
        _payload.Write(output, ref first);
        output.WriteName(_isCustom ? "input"u8 : "arguments"u8, ref first);
        _arguments.Write(output);
        output.Write("}}"u8);
    }

    public void Dispose()
    {
        _arguments.Dispose();
        _payload.Dispose();
        _others.Dispose();
    }

    private int AddPayload(JsonCursor payload)
    {
        var added = 0;
        foreach (var member in payload.Children)
        {
            added += WireMembers.Of(member) is WireMember.Arguments or WireMember.Input
                ? _arguments.Add(member.Value)
                : _payload.Add(member);
        }

        return added;
    }
}
