using System.Text;
using System.Text.Json;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>
/// Takes JSON of any size apart into its records, each whole in memory and nothing else: one object after the other, an array of objects,
/// or pages whose <c>data</c> is an array of records or one record.
/// </summary>
internal sealed class JsonSplitter(Stream stream, int maxRecordBytes)
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _isLast;
    private JsonReaderState _state = new(Options);
    private long _line = 1;

    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 64 };

    /// <summary>Line the record begins on, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Why reading stopped before the end; null when it did not.</summary>
    public string? Problem { get; private set; }

    /// <summary>The records as UTF-8 JSON, each valid until the next is asked for.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Read()
    {
        SkipMark();
        while (Next() is { } token)
        {
            if (token == JsonTokenType.StartObject)
            {
                foreach (var record in ReadPage())
                {
                    yield return record;
                }
            }
            else if (token is not (JsonTokenType.StartArray or JsonTokenType.EndArray))
            {
                Problem ??= "There is a value that is not an object; records are objects.";
            }

            if (Problem is not null)
            {
                yield break;
            }
        }
    }

    // After the brace of an object: its data, or the object itself when it has none.
    private IEnumerable<ReadOnlyMemory<byte>> ReadPage()
    {
        var own = new MemoryStream();
        own.Write("{"u8);
        var line = _line;
        var hasData = false;
        while (Next() is { } token && token == JsonTokenType.PropertyName)
        {
            var name = _name;
            if (name == "data" && Peek() is JsonTokenType.StartArray)
            {
                hasData = true;
                Next();
                while (Value(stopAtEndArray: true) is { } element)
                {
                    yield return element;
                }
            }
            else if (Value(stopAtEndArray: false) is { } value)
            {
                if (name == "data" && value.Span[0] == '{')
                {
                    hasData = true;
                    yield return value;
                    continue;
                }

                own.Write(own.Length > 1 ? ","u8 : default);
                own.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(name, SplitterJsonContext.Default.String)));
                own.Write(":"u8);
                own.Write(value.Span);
                if (own.Length > maxRecordBytes)
                {
                    Problem = TooLong;
                }
            }

            if (Problem is not null)
            {
                yield break;
            }
        }

        if (Problem is null && (!hasData || own.Length > 1))
        {
            own.Write("}"u8);
            Line = line;
            IsPage = hasData;
            yield return own.ToArray();
            IsPage = false;
        }
    }

    /// <summary>True while the record at hand is what a page says beside its data.</summary>
    public bool IsPage { get; private set; }

    private string TooLong => FormattableString.Invariant($"A record is longer than {maxRecordBytes >> 20} MiB.");

    private string _name = "";

    private JsonTokenType? Next()
    {
        while (Problem is null)
        {
            try
            {
                var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isLast, _state);
                if (reader.Read())
                {
                    _name = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString()! : "";
                    Advance(reader);
                    return reader.TokenType;
                }

                if (_isLast)
                {
                    return null;
                }
            }
            catch (JsonException error)
            {
                Problem = Describe(error);
                return null;
            }

            Fill();
        }

        return null;
    }

    private JsonTokenType? Peek()
    {
        while (Problem is null)
        {
            try
            {
                var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isLast, _state);
                if (reader.Read())
                {
                    return reader.TokenType;
                }

                if (_isLast)
                {
                    return null;
                }
            }
            catch (JsonException error)
            {
                Problem = Describe(error);
                return null;
            }

            Fill();
        }

        return null;
    }

    // A whole value; null at the end of an array, if that is asked for.
    private ReadOnlyMemory<byte>? Value(bool stopAtEndArray)
    {
        while (Problem is null)
        {
            try
            {
                var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _isLast, _state);
                if (reader.Read())
                {
                    if (stopAtEndArray && reader.TokenType == JsonTokenType.EndArray)
                    {
                        Advance(reader);
                        return null;
                    }

                    var begin = (int)reader.TokenStartIndex;
                    if (reader.TrySkip())
                    {
                        Line = _line + _buffer.AsSpan(_start, begin).Count((byte)'\n');
                        var value = new ReadOnlyMemory<byte>(_buffer, _start + begin, (int)reader.BytesConsumed - begin);
                        Advance(reader);
                        return value;
                    }
                }

                if (_isLast)
                {
                    Problem = "The file ends in the middle of a record.";
                    return null;
                }
            }
            catch (JsonException error)
            {
                Problem = Describe(error);
                return null;
            }

            Fill();
        }

        return null;
    }

    private void Advance(Utf8JsonReader reader)
    {
        var consumed = (int)reader.BytesConsumed;
        _line += _buffer.AsSpan(_start, consumed).Count((byte)'\n');
        _start += consumed;
        _state = reader.CurrentState;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= maxRecordBytes)
            {
                Problem = TooLong;
                return;
            }

            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, maxRecordBytes));
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _isLast = read == 0;
    }

    private void SkipMark()
    {
        Fill();
        if (_buffer.AsSpan(_start, _end - _start).StartsWith("\uFEFF"u8))
        {
            _start += 3;
        }
    }

    private string Describe(JsonException error)
    {
        Line = (error.LineNumber ?? 0) + 1;

        // What was not wrong yet while more could come is only cut off.
        return _isLast ? "The file ends in the middle of a record." : "This is not JSON that can be read from here on.";
    }
}
