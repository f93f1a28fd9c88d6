using System.Buffers;
using System.Runtime.InteropServices;

namespace NextModel.Json;

/// <summary>
/// Writes canonical forms off a tape. Recursion is as deep as the tape, which <see cref="JsonLimits.MaxDepth"/> bounds; the members
/// of all open objects share one rented array.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct CanonicalWriter
{
    // Up to here inserting in place beats a general sort, and most objects are this small.
    private const int InsertionLimit = 16;

    private readonly JsonTape _tape;
    private readonly ReadOnlySpan<byte> _text;
    private readonly ReadOnlySpan<JsonToken> _tokens;
    private readonly bool _doubles;
    private Utf8Output _output;
    private CanonicalMember[] _members;
    private int _memberCount;
    private PooledBuffer? _decodedNames;

    public CanonicalWriter(JsonTape tape, IBufferWriter<byte> output, CanonicalNumbers numbers, int sizeHint)
    {
        _tape = tape;
        _text = tape.Text;
        _tokens = tape.Tokens;
        _doubles = numbers == CanonicalNumbers.Doubles;
        _output = new Utf8Output(output, sizeHint);
        _members = ArrayPool<CanonicalMember>.Shared.Rent(256);
    }

    public void WriteValue(int index, CanonicalRule? rule)
    {
        ref readonly var token = ref _tokens[index];
        switch (token.Kind)
        {
            case JsonKind.Object:
                WriteObject(index, rule);
                break;
            case JsonKind.Array:
                WriteArray(index, rule?.ForItem());
                break;
            case JsonKind.String:
                WriteString(token);
                break;
            case JsonKind.Number:
                WriteNumber(_text[token.Start..token.End]);
                break;
            default:
                _output.Write(_text[token.Start..token.End]);
                break;
        }
    }

    public void Flush() => _output.Flush();

    public void Dispose()
    {
        ArrayPool<CanonicalMember>.Shared.Return(_members);
        _members = [];
        _decodedNames?.Dispose();
    }

    private void WriteArray(int index, CanonicalRule? rule)
    {
        _output.Write((byte)'[');
        var end = _tokens[index].Next;
        for (var item = index + 1; item < end; item = _tokens[item].Next)
        {
            if (item > index + 1)
            {
                _output.Write((byte)',');
            }

            WriteValue(item, rule);
        }

        _output.Write((byte)']');
    }

    private void WriteObject(int index, CanonicalRule? rule)
    {
        var first = _memberCount;
        Collect(index, keepOrder: rule == CanonicalRule.KeepOrder);
        var last = _memberCount;
        var isFirst = true;
        _output.Write((byte)'{');
        for (var at = first; at < last; at++)
        {
            var name = _members[at].Token;
            var memberRule = rule?.ForMember(_tape, _tokens[name]);
            if (memberRule == CanonicalRule.LeaveOut)
            {
                continue;
            }

            if (!isFirst)
            {
                _output.Write((byte)',');
            }

            isFirst = false;
            WriteString(_tokens[name]);
            _output.Write((byte)':');
            WriteValue(name + 1, memberRule);
        }

        _output.Write((byte)'}');
        _memberCount = first;
    }

    private void Collect(int index, bool keepOrder)
    {
        var first = _memberCount;
        var isSorted = true;
        var end = _tokens[index].Next;
        for (var name = index + 1; name < end; name = _tokens[name + 1].Next)
        {
            Push(name);
            isSorted = isSorted && (keepOrder || _memberCount - first < 2
                || CompareNames(_members[_memberCount - 2], _members[_memberCount - 1]) < 0);
        }

        if (!isSorted)
        {
            Sort(_members.AsSpan(first, _memberCount - first));
            DropEarlierDuplicates(first);
        }
    }

    private readonly int CompareNames(in CanonicalMember x, in CanonicalMember y) =>
        CanonicalMemberOrder.CompareAsUtf16(NameOf(x), NameOf(y));

    private readonly ReadOnlySpan<byte> NameOf(in CanonicalMember member) => member.Start >= 0
        ? _text.Slice(member.Start, member.Length)
        : _decodedNames!.Written.Slice(~member.Start, member.Length);

    private void Push(int name)
    {
        if (_memberCount == _members.Length)
        {
            var larger = ArrayPool<CanonicalMember>.Shared.Rent(_memberCount * 2);
            _members.CopyTo(larger, 0);
            ArrayPool<CanonicalMember>.Shared.Return(_members);
            _members = larger;
        }

        ref readonly var token = ref _tokens[name];
        var (start, length) = (token.Start + 1, token.End - token.Start - 2);
        if (token.Form != JsonStringForm.Plain)
        {
            _decodedNames ??= new PooledBuffer();
            var raw = _text.Slice(start, length);
            start = ~_decodedNames.Length;
            length = JsonEscapes.Decode(raw, _decodedNames.GetSpan(raw.Length));
            _decodedNames.Advance(length);
        }

        _members[_memberCount++] = new CanonicalMember(name, start, length);
    }

    private readonly void Sort(Span<CanonicalMember> members)
    {
        if (members.Length > InsertionLimit)
        {
            members.Sort(new CanonicalMemberOrder(_tape, _decodedNames));
            return;
        }

        for (var next = 1; next < members.Length; next++)
        {
            var member = members[next];
            var at = next;
            for (; at > 0 && CompareNames(members[at - 1], member) > 0; at--)
            {
                members[at] = members[at - 1];
            }

            members[at] = member;
        }
    }

    private void DropEarlierDuplicates(int first)
    {
        var kept = first;
        for (var next = first + 1; next < _memberCount; next++)
        {
            kept += CompareNames(_members[kept], _members[next]) == 0 ? 0 : 1;
            _members[kept] = _members[next];
        }

        _memberCount = kept + 1;
    }

    private void WriteString(in JsonToken token)
    {
        var raw = _text[token.Start..token.End];
        if ((token.Form & JsonStringForm.Respelled) == 0)
        {
            _output.Write(raw);
            return;
        }

        _output.Write((byte)'"');
        _output.Advance(JsonEscapes.Respell(raw[1..^1], _output.Reserve(raw.Length)));
        _output.Write((byte)'"');
    }

    private void WriteNumber(ReadOnlySpan<byte> raw)
    {
        if (JsonDecimal.IsPlainInteger(raw))
        {
            _output.Write(raw);
        }
        else if (_doubles)
        {
            JsonDecimal.WriteDouble(raw, ref _output);
        }
        else
        {
            JsonDecimal.Write(raw, ref _output);
        }
    }
}
