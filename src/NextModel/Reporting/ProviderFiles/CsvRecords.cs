using System.Text;
using NextModel.Reporting.Csv;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>The records of a delimited file: UTF-8 or UTF-16, with or without a mark; the delimiter is found in the heading.</summary>
internal sealed class CsvRecords(Stream stream, ImportSettings settings)
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private readonly ProviderRecord _record = new() { DecimalComma = settings.DecimalComma || settings.Mapping?.DecimalComma == true };

    /// <summary>Why reading stopped before the end; null when it did not.</summary>
    public ImportProblem? Problem { get; private set; }

    /// <summary>The records; one object, filled anew each time.</summary>
    public IEnumerable<ProviderRecord> Read()
    {
        using var text = Open(stream);
        if (Heading(text) is not { } heading)
        {
            yield break;
        }

        var csv = new CsvReader(new PrefixedReader(heading, text), Delimiters.MaxBy(delimiter => CountOutsideQuotes(heading, delimiter)));
        if (!TryRead(csv))
        {
            Problem ??= new ImportProblem(1, "The file has no heading.");
            yield break;
        }

        string[] names = [.. csv.Fields.Select(ProviderRecord.Normalize)];
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1 && group.Key.Length > 0) is { } twice)
        {
            Problem = new ImportProblem(1, $"The column '{ProviderRecord.Show(twice.Key)}' is there twice.");
            yield break;
        }

        while (TryRead(csv))
        {
            if (csv.Fields.Count != names.Length)
            {
                Problem = new ImportProblem(csv.Line, csv.Fields.Count < names.Length
                    ? $"The row has {csv.Fields.Count} of {names.Length} fields. If it is the last, the file was cut off: export it again."
                    : $"The row has {csv.Fields.Count} fields, the heading {names.Length}: a field with the delimiter in it must be quoted.");
                yield break;
            }

            _record.Clear(csv.Line);
            for (var i = 0; i < names.Length; i++)
            {
                _record.Set(names[i], csv.Fields[i]);
            }

            yield return _record;
        }
    }

    private bool TryRead(CsvReader csv)
    {
        try
        {
            if (csv.Read())
            {
                return true;
            }

            Problem ??= csv.Problem is { } problem ? new ImportProblem(csv.Line, problem) : null;
        }
        catch (DecoderFallbackException)
        {
            Problem = new ImportProblem(csv.Line, "The text here is neither UTF-8 nor UTF-16: save the file as UTF-8.");
        }

        return false;
    }

    // Up to the first line break outside quotes.
    private string? Heading(StreamReader text)
    {
        var heading = new StringBuilder();
        var quoted = false;
        try
        {
            while (text.Read() is var c && c >= 0)
            {
                heading.Append((char)c);
                quoted ^= c == '"';
                if ((c == '\n' && !quoted) || heading.Length > CsvReader.MaxRecord)
                {
                    break;
                }
            }
        }
        catch (DecoderFallbackException)
        {
            Problem = new ImportProblem(1, "The file is neither UTF-8 nor UTF-16 text: save it as UTF-8.");
            return null;
        }

        var line = heading.ToString().TrimStart('\uFEFF');
        if (line.AsSpan().Trim().Length > 0)
        {
            return line;
        }

        Problem = new ImportProblem(0, "The file is empty.");
        return null;
    }

    private static int CountOutsideQuotes(string heading, char delimiter)
    {
        var (count, quoted) = (0, false);
        foreach (var c in heading)
        {
            quoted ^= c == '"';
            count += c == delimiter && !quoted ? 1 : 0;
        }

        return count;
    }

    // A mark says which encoding it is; without one, a zero byte beside the first character does.
    private static StreamReader Open(Stream stream)
    {
        var start = new byte[2];
        var read = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        var whole = new PrefixedStream(start.AsMemory(0, read), stream);
        Encoding encoding = (start[0], start[1]) switch
        {
            (0xFF, 0xFE) or (not 0, 0) when read == 2 => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
            (0xFE, 0xFF) or (0, not 0) when read == 2 => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
        };
        return new StreamReader(whole, encoding, detectEncodingFromByteOrderMarks: false, 1 << 16);
    }
}
