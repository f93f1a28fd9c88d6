using System.Buffers;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>Puts the chunks of a streamed completion together to the answer its source would have sent as JSON, without its usage.</summary>
internal sealed class AssembledCompletion : IDisposable
{
    private readonly AssembledMembers _head = new(joinArrays: false);
    private readonly SortedDictionary<long, Choice> _choices = [];
    private long _size;

    /// <summary>The source's id for it; null when it gave none.</summary>
    public string? Id { get; private set; }

    /// <summary>True when it outgrew what an answer may hold.</summary>
    public bool IsTooLarge => _size > AnswerAssembler.MaxBytes;

    /// <summary>True when there is a choice, and every one has said why it ended.</summary>
    public bool HasEnded => _choices.Count > 0 && _choices.Values.All(choice => choice.HasEnded);

    /// <summary>Takes one chunk, as the caller sees it.</summary>
    public void Add(JsonCursor chunk)
    {
        Id ??= chunk["id"u8].GetString();
        foreach (var member in chunk.Children)
        {
            if (!member.NameEquals("choices"u8))
            {
                _size += _head.Add(member);
            }
        }

        foreach (var choice in chunk["choices"u8].Children)
        {
            var index = choice.Value["index"u8].TryGetInt64(out var told) ? told : 0;
            if (!_choices.TryGetValue(index, out var known))
            {
                _choices.Add(index, known = new Choice());
            }

            _size += known.Add(choice.Value);
        }
    }

    /// <summary>Writes the members that every chunk has, without braces.</summary>
    public void WriteHead(IBufferWriter<byte> output)
    {
        var first = true;
        _head.Write(output, ref first);
    }

    public void Write(IBufferWriter<byte> output)
    {
        var first = true;
        output.Write("{"u8);
        _head.Write(output, ref first);
        output.Write(first ? "\"choices\":["u8 : ",\"choices\":["u8);
        first = true;
        foreach (var (_, choice) in _choices)
        {
            output.Write(first ? default : ","u8);
            first = false;
            choice.Write(output);
        }

        output.Write("]}"u8);
    }

    public void Dispose()
    {
        _head.Dispose();
        foreach (var (_, choice) in _choices)
        {
            choice.Dispose();
        }
    }

    private sealed class Choice : IDisposable
    {
        private readonly AssembledText _text = new();
        private readonly AssembledMembers _logprobs = new(joinArrays: true);
        private readonly AssembledMembers _others = new(joinArrays: false);
        private bool _hasLogprobs;

        public bool HasEnded { get; private set; }

        public int Add(JsonCursor choice)
        {
            var size = 0;
            foreach (var member in choice.Children)
            {
                if (member.NameEquals("text"u8))
                {
                    size += _text.Add(member.Value);
                }
                else if (member.NameEquals("logprobs"u8) && member.Value.Kind == JsonKind.Object)
                {
                    _hasLogprobs = true;
                    foreach (var list in member.Value.Children)
                    {
                        size += _logprobs.Add(list);
                    }
                }
                else
                {
                    size += member.NameEquals("logprobs"u8) ? 0 : _others.Add(member);
                }
            }

            HasEnded |= !choice["finish_reason"u8].IsNullOrMissing;
            return size;
        }

        public void Write(IBufferWriter<byte> output)
        {
            output.Write("{\"text\":"u8);
            _text.Write(output);
            output.Write(",\"logprobs\":"u8);
            var first = true;
            output.Write(_hasLogprobs ? "{"u8 : "null"u8);
            _logprobs.Write(output, ref first);
            output.Write(_hasLogprobs ? "}"u8 : default);
            first = false;
            _others.Write(output, ref first);
            output.Write("}"u8);
        }

        public void Dispose()
        {
            _text.Dispose();
            _logprobs.Dispose();
            _others.Dispose();
        }
    }
}
