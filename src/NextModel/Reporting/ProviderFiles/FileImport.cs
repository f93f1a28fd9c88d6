using NextModel.Reporting.Reconciliation;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>The reading of one file, of one or more entries: finds their formats, and gathers rows, notes and problems.</summary>
internal sealed class FileImport(
    string provider, IReadOnlyList<ProviderFormat> formats, ImportSettings settings, int number, Action<ProviderRow> take, CancellationToken cancellationToken)
{
    private readonly List<ImportProblem> _problems = [];
    private readonly SortedSet<string> _formats = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _unused = new(StringComparer.Ordinal);
    private long _problemCount;
    private long _rows;
    private long _skipped;
    private bool _hasMore;

    public void Refuse(ImportProblem problem)
    {
        _problemCount++;
        if (_problems.Count < ImportedFile.MaxProblems)
        {
            _problems.Add(problem);
        }
    }

    /// <summary>Reads one entry.</summary>
    /// <param name="unpacked">Its bytes.</param>
    /// <param name="name">Its name in the archive; empty for a file that is none.</param>
    public void Read(Stream unpacked, string name)
    {
        var first = new byte[64];
        var length = unpacked.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        var whole = new PrefixedStream(first.AsMemory(0, length), unpacked);
        if (first.AsSpan(0, length).IndexOfAnyExcept("\uFEFF \r\n\t"u8) is >= 0 and var start
            && first[start] is (byte)'{' or (byte)'[')
        {
            var json = new JsonRecords(whole, settings);
            Read(json.Read(), name);
            _hasMore |= json.HasMore;
            Refuse(name, json.Problem);
        }
        else
        {
            var csv = new CsvRecords(whole, settings);
            Read(csv.Read(), name);
            Refuse(name, csv.Problem);
        }
    }

    public ImportedFile End()
    {
        if (_rows == 0 && _problemCount == 0 && _formats.Count == 0)
        {
            Refuse(new ImportProblem(0, "The file has no rows."));
        }

        return new ImportedFile
        {
            Format = _formats.Count > 0 ? string.Join(',', _formats) : provider,
            Rows = _rows,
            Notes = [.. Notes()],
            Problems = _problems,
            ProblemCount = _problemCount,
        };
    }

    private IEnumerable<string> Notes()
    {
        if (settings.Mapping is null)
        {
            yield return ProviderFormats.Experimental;
        }

        if (_unused.Count > 0)
        {
            yield return $"Columns that were not used: {string.Join(", ", _unused.Take(50).Select(ProviderRecord.Show))}.";
        }

        if (_skipped > 0)
        {
            yield return FormattableString.Invariant($"{_skipped} rows are not about tokens of models and were left out.");
        }

        if (_hasMore)
        {
            yield return "The last page says that there are more: without them the file is not complete.";
        }
    }

    private void Refuse(string name, ImportProblem? problem)
    {
        if (problem is not null)
        {
            Refuse(name.Length == 0 ? problem : problem with { Message = $"{ProviderRecord.Show(name)}: {problem.Message}" });
        }
    }

    private void Read(IEnumerable<ProviderRecord> records, string name)
    {
        ProviderFormat? format = null;
        FormatContext? context = null;
        foreach (var record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (format is null || !format.Fits(record))
            {
                format = formats.FirstOrDefault(candidate => candidate.Fits(record));
                if (format is null)
                {
                    Refuse(name, new ImportProblem(record.Line, Unknown(record)));
                    return;
                }

                context = new FormatContext(number, settings.Zone ?? format.Zone, settings.Mapping);
                _formats.Add(format.Name);
            }

            if (_unused.Count < 200)
            {
                _unused.UnionWith(record.Names.Where(field => !format.Uses.Contains(field)));
            }

            Map(record, format, context!, name);
            _skipped += context!.Skipped;
            context.Skipped = 0;
        }
    }

    private void Map(ProviderRecord record, ProviderFormat format, FormatContext context, string name)
    {
        var mapped = new List<ProviderRow>(2);
        format.Map(record, context, mapped.Add);
        if (record.Problem is { } problem)
        {
            Refuse(name, new ImportProblem(record.Line, problem));
            return;
        }

        if (_problemCount > 0)
        {
            return;
        }

        var identity = mapped.Count > 0 ? record.Identity() : default;
        foreach (var row in mapped)
        {
            _rows++;
            take(row with { File = number, Line = record.Line, Identity = identity });
        }
    }

    private string Unknown(ProviderRecord record) =>
        $"This is no file of '{provider}' that is known; it has {string.Join(", ", record.Names.Take(12).Select(ProviderRecord.Show))}. Known: "
        + string.Join("; ", formats.Select(format => $"{format.Name} with {string.Join(", ", format.Needs)}"))
        + ". Any other file can be read with --mapping.";
}
