using NextModel.Identity;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>Turns receipts into the text of one format, a block at a time, and counts them.</summary>
internal sealed class ExportText : IDisposable
{
    private readonly CsvWriter _csv = new();
    private readonly ExportedReceipt _receipt = new();
    private readonly MemoryStream _lines = new();
    private readonly ExportFormat _format;
    private readonly FocusWriter _focus;
    private readonly ExportTally _tally;

    public ExportText(ExportFormat format, Organization organization, TenancyDirectory directory, ExportTally tally)
    {
        _format = format;
        _tally = tally;
        _focus = new FocusWriter(format, organization, directory, _csv);
    }

    /// <summary>Rows or lines so far, without a header.</summary>
    public long Rows { get; private set; }

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
        _tally.Add(_receipt);
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
    public void Write(LedgerRow row, byte[] receipt)
    {
        _receipt.Read(row);
        _tally.Add(_receipt);
        _lines.Write(receipt);
        _lines.WriteByte((byte)'\n');
        Rows++;
    }

    /// <summary>What was written since the last call.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var block = _format == ExportFormat.Jsonl ? _lines.ToArray() : _csv.Written.ToArray();
        _lines.SetLength(0);
        _csv.Clear();
        return block;
    }

    public void Dispose()
    {
        _receipt.Dispose();
        _lines.Dispose();
    }
}
