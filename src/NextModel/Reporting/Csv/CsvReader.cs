using System.Text;

namespace NextModel.Reporting.Csv;

/// <summary>
/// Reads delimited text record by record (RFC 4180): quoted fields may hold delimiters, quotes written twice and line breaks; lines end
/// with CR LF, LF or CR. Memory holds one record.
/// </summary>
/// <param name="text">What is read.</param>
/// <param name="delimiter">Between fields.</param>
public sealed class CsvReader(TextReader text, char delimiter)
{
    /// <summary>Most characters of a record: more is a quote that was never closed.</summary>
    public const int MaxRecord = 1 << 20;

    private readonly char[] _buffer = new char[1 << 15];
    private readonly List<string> _fields = [];
    private readonly StringBuilder _field = new();
    private int _next;
    private int _end;
    private int _size;
    private long _lineAfter = 1;

    /// <summary>Fields of the record that was read last.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>Line the record begins on, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Why reading stopped before the end, as a sentence; null when it did not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the next record that is not empty; false at the end, or where <see cref="Problem"/> says.</summary>
    public bool Read()
    {
        while (Problem is null && Peek() >= 0)
        {
            _fields.Clear();
            _size = 0;
            Line = _lineAfter;
            while (ReadField())
            {
            }

            if (Problem is null && _fields is not [""])
            {
                return true;
            }
        }

        return false;
    }

    // True when another field of the record follows.
    private bool ReadField()
    {
        _field.Clear();
        var isQuoted = Peek() == '"';
        if (isQuoted && !ReadQuoted())
        {
            return false;
        }

        while (true)
        {
            var c = Peek();
            if (c == delimiter || c < 0 || c is '\r' or '\n')
            {
                _fields.Add(_field.ToString());
                return Pass(c);
            }

            if (isQuoted)
            {
                Problem = "There is text after a closing quote: a quote inside a quoted field is written twice.";
                return false;
            }

            if (!Take((char)c))
            {
                return false;
            }
        }
    }

    private bool ReadQuoted()
    {
        _next++;
        while (true)
        {
            var c = Peek();
            if (c < 0)
            {
                Problem = "A quoted field is not closed: the file ends in the middle of it.";
                return false;
            }

            if (c == '"')
            {
                _next++;
                if (Peek() != '"')
                {
                    return true;
                }
            }

            if (c == '\n')
            {
                _lineAfter++;
            }

            if (!Take((char)c))
            {
                return false;
            }
        }
    }

    private bool Take(char c)
    {
        _field.Append(c);
        _next++;
        if (++_size <= MaxRecord)
        {
            return true;
        }

        Problem = $"A record is longer than {MaxRecord} characters; is a quote not closed?";
        return false;
    }

    // Past what ends a field; true after a delimiter.
    private bool Pass(int c)
    {
        if (c < 0)
        {
            return false;
        }

        _next++;
        if (c == delimiter)
        {
            return true;
        }

        _lineAfter++;
        if (c == '\r' && Peek() == '\n')
        {
            _next++;
        }

        return false;
    }

    private int Peek()
    {
        if (_next == _end)
        {
            _next = 0;
            _end = text.Read(_buffer, 0, _buffer.Length);
            if (_end == 0)
            {
                return -1;
            }
        }

        return _buffer[_next];
    }
}
