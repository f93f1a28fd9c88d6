using NextModel.Identity;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>Turns receipts into the text of one format, a block at a time, and counts them. Used for one block after another.</summary>
internal sealed class ExportText : IDisposable
{
    private readonly CsvWriter _csv = new();
    private readonly ExportedReceipt _receipt = new();
    private readonly ExportFormat _format;
    private readonly FocusWriter _focus;
    private ByteSink _lines = new(1 << 16);

    public ExportText(ExportFormat format, Organization organization, TenancyDirectory directory)
    {
        _format = format;
        _focus = new FocusWriter(format, organization, directory, _csv);
    }

    /// <summary>Of the block.</summary>
    public ExportTally Tally { get; private set; } = new();

    /// <summary>Rows or lines of the block, without a header.</summary>
    public long Rows { get; private set; }

    /// <summary>What was written since it was cleared; good until more is written.</summary>
    public ReadOnlyMemory<byte> Block => _format == ExportFormat.Jsonl ? _lines.Memory : _csv.Memory;

    public void Clear()
    {
        _lines.Clear();
        _csv.Clear();
        Tally = new ExportTally();
        Rows = 0;
    }

    public void WriteHeader()
    {
        if (_format.IsFocus())
        {
            FocusColumns.WriteHeader(_format, _csv);
        }
        else if (_format == ExportFormat.Csv)
        {
            UsageColumns.WriteHeader(_csv);
        }
    }

    public void Write(LedgerRow row)
    {
        _receipt.Read(row);
        Tally.Add(_receipt);
        if (_format == ExportFormat.Csv)
        {
            UsageColumns.Write(_receipt, _csv);
            Rows++;
            return;
        }

        foreach (var charge in FocusCharges.Of(_receipt))
        {
            Write(charge);
        }
    }

    public void Write(FocusCharge charge)
    {
        _focus.Write(charge);
        Rows++;
    }

    /// <summary>A whole receipt as a line.</summary>
    public void Write(LedgerRow row, SignedCommit commit)
    {
        _receipt.Read(row);
        Tally.Add(_receipt);
        commit.Append(row.CommitIndex, _receipt.Text.Span, ref _lines);
        _lines.Append((byte)'\n');
        Rows++;
    }

    public void Dispose() => _receipt.Dispose();
}
