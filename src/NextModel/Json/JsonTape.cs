using System.Collections.Concurrent;
using System.Text.Unicode;

namespace NextModel.Json;

/// <summary>
/// One UTF-8 JSON text as a flat array of tokens over its own bytes: parsed once, then read for facts, canonical form and edits.
/// A tape is reused; it does not own the text, which must outlive it.
/// </summary>
/// <remarks>
/// Why our own: <see cref="System.Text.Json.Utf8JsonReader"/> walks byte by byte after the first backslash of a string, and prompts are
/// full of <c>\n</c> (measured in docs/adr/0003: 5 to 10 times slower on large prompts). Checked against
/// <see cref="System.Text.Json.JsonDocument"/> by property tests.
/// </remarks>
public sealed class JsonTape
{
    private const int MaxPooled = 64;
    private const int MaxPooledTokens = 65_536;

    private static readonly ConcurrentQueue<JsonTape> Pool = new();

    // Open requests and streams hold one each: most texts have fewer values than this.
    private JsonToken[] _tokens = new JsonToken[64];
    private int _count;
    private ReadOnlyMemory<byte> _text;
    private JsonProblem _problem;
    private bool _isRented = true;

    /// <summary>The text of the last successful parse.</summary>
    public ReadOnlySpan<byte> Text => _text.Span;

    /// <summary>The outermost value.</summary>
    public JsonCursor Root => new(this, 0);

    internal ReadOnlyMemory<byte> Memory => _text;

    internal ReadOnlySpan<JsonToken> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>A tape to use and <see cref="Return"/>.</summary>
    public static JsonTape Rent()
    {
        if (!Pool.TryDequeue(out var tape))
        {
            return new JsonTape();
        }

        tape._isRented = true;
        return tape;
    }

    /// <summary>Gives the tape back; nothing may read it any more.</summary>
    public void Return()
    {
        // Twice in the pool, a tape would serve two requests at once.
        if (!Interlocked.Exchange(ref _isRented, false))
        {
            return;
        }

        _text = default;
        _count = 0;
        if (_tokens.Length <= MaxPooledTokens && Pool.Count < MaxPooled)
        {
            Pool.Enqueue(this);
        }
    }

    /// <summary>Reads <paramref name="text"/> whole. On failure the tape is empty and <paramref name="problem"/> says what and where.</summary>
    public bool TryParse(ReadOnlyMemory<byte> text, in JsonLimits limits, out JsonProblem problem)
    {
        _text = text;
        _count = 0;
        _problem = default;
        if (!ParseDocument(text.Span, limits))
        {
            _text = default;
            _count = 0;
            problem = _problem;
            return false;
        }

        problem = default;
        return true;
    }

    internal ref readonly JsonToken TokenAt(int index) => ref _tokens[index];

    /// <summary>Begins the tape of a text of which the caller knows where its values stand, and gives the tokens to say so in.</summary>
    internal Span<JsonToken> Begin(ReadOnlyMemory<byte> text, int count)
    {
        if (count > _tokens.Length)
        {
            _tokens = new JsonToken[count];
        }

        _text = text;
        _count = count;
        return _tokens.AsSpan(0, count);
    }

    private bool ParseDocument(ReadOnlySpan<byte> text, in JsonLimits limits)
    {
        if (!Utf8.IsValid(text))
        {
            return Fail(JsonProblemKind.NotUtf8, 0);
        }

        var position = SkipWhiteSpace(text, 0);
        if (position == text.Length)
        {
            return Fail(JsonProblemKind.Empty, position);
        }

        Span<int> open = stackalloc int[limits.MaxDepth];
        var depth = 0;
        while (true)
        {
            // A value starts here.
            if (_count >= limits.MaxValues)
            {
                return Fail(JsonProblemKind.TooManyValues, position);
            }

            if (position >= text.Length)
            {
                return Fail(JsonProblemKind.UnexpectedEnd, position);
            }

            var first = text[position];
            if (first is (byte)'{' or (byte)'[')
            {
                if (depth == open.Length)
                {
                    return Fail(JsonProblemKind.TooDeep, position);
                }

                var container = Add(first == '{' ? JsonKind.Object : JsonKind.Array, position);
                position = SkipWhiteSpace(text, position + 1);
                if (position < text.Length && text[position] == (first == '{' ? (byte)'}' : (byte)']'))
                {
                    position++;
                    Close(container, position);
                }
                else
                {
                    open[depth++] = container;
                    if (first == '{' && !ParseName(text, limits, ref position))
                    {
                        return false;
                    }

                    continue;
                }
            }
            else if (!ParseScalar(text, first, limits.Strict, ref position))
            {
                return false;
            }

            // A value has ended: a comma goes on, a closing bracket ends its container, and so on outwards.
            while (true)
            {
                position = SkipWhiteSpace(text, position);
                if (depth == 0)
                {
                    return position == text.Length || Fail(JsonProblemKind.TrailingText, position);
                }

                if (position >= text.Length)
                {
                    return Fail(JsonProblemKind.UnexpectedEnd, position);
                }

                var container = open[depth - 1];
                var isObject = _tokens[container].Kind == JsonKind.Object;
                var next = text[position];
                if (next == ',')
                {
                    position = SkipWhiteSpace(text, position + 1);
                    if (isObject && !ParseName(text, limits, ref position))
                    {
                        return false;
                    }

                    break;
                }

                if (next != (isObject ? (byte)'}' : (byte)']'))
                {
                    return Fail(JsonProblemKind.UnexpectedByte, position);
                }

                position++;
                depth--;
                Close(container, position);
                if (isObject && limits.Strict && JsonNames.FindDuplicate(this, container) is >= 0 and var duplicate)
                {
                    return Fail(JsonProblemKind.DuplicateMember, duplicate);
                }
            }
        }
    }

    private bool ParseName(ReadOnlySpan<byte> text, in JsonLimits limits, ref int position)
    {
        if (position >= text.Length)
        {
            return Fail(JsonProblemKind.UnexpectedEnd, position);
        }

        if (text[position] != '"')
        {
            return Fail(JsonProblemKind.UnexpectedByte, position);
        }

        if (!ParseString(text, limits.Strict, ref position))
        {
            return false;
        }

        position = SkipWhiteSpace(text, position);
        if (position >= text.Length)
        {
            return Fail(JsonProblemKind.UnexpectedEnd, position);
        }

        if (text[position] != ':')
        {
            return Fail(JsonProblemKind.UnexpectedByte, position);
        }

        position = SkipWhiteSpace(text, position + 1);
        return true;
    }

    private bool ParseScalar(ReadOnlySpan<byte> text, byte first, bool strict, ref int position) => first switch
    {
        (byte)'"' => ParseString(text, strict, ref position),
        (byte)'t' => ParseLiteral(text, "true"u8, JsonKind.True, ref position),
        (byte)'f' => ParseLiteral(text, "false"u8, JsonKind.False, ref position),
        (byte)'n' => ParseLiteral(text, "null"u8, JsonKind.Null, ref position),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => ParseNumber(text, ref position),
        _ => Fail(JsonProblemKind.UnexpectedByte, position),
    };

    private bool ParseString(ReadOnlySpan<byte> text, bool strict, ref int position)
    {
        var token = Add(JsonKind.String, position);
        var end = JsonEscapes.Scan(text, position + 1, out var form, out var problem);
        if (problem != JsonProblemKind.None)
        {
            return Fail(problem, end);
        }

        if (strict && (form & JsonStringForm.LoneSurrogate) != 0)
        {
            return Fail(JsonProblemKind.LoneSurrogate, position);
        }

        position = end + 1;
        _tokens[token].Form = form;
        Close(token, position);
        return true;
    }

    private bool ParseLiteral(ReadOnlySpan<byte> text, ReadOnlySpan<byte> literal, JsonKind kind, ref int position)
    {
        if (!text[position..].StartsWith(literal))
        {
            return Fail(JsonProblemKind.UnexpectedByte, position);
        }

        var token = Add(kind, position);
        position += literal.Length;
        Close(token, position);
        return true;
    }

    private bool ParseNumber(ReadOnlySpan<byte> text, ref int position)
    {
        var token = Add(JsonKind.Number, position);
        var end = JsonNumbers.Scan(text, position);
        if (end < 0)
        {
            return Fail(JsonProblemKind.BadNumber, position);
        }

        position = end;
        Close(token, position);
        return true;
    }

    private static int SkipWhiteSpace(ReadOnlySpan<byte> text, int position)
    {
        while ((uint)position < (uint)text.Length && text[position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            position++;
        }

        return position;
    }

    private int Add(JsonKind kind, int start)
    {
        if (_count == _tokens.Length)
        {
            Array.Resize(ref _tokens, _count * 2);
        }

        _tokens[_count] = new JsonToken { Kind = kind, Start = start };
        return _count++;
    }

    private void Close(int token, int end)
    {
        _tokens[token].End = end;
        _tokens[token].Next = _count;
    }

    private bool Fail(JsonProblemKind kind, int offset)
    {
        _problem = new JsonProblem(kind, offset);
        return false;
    }
}
