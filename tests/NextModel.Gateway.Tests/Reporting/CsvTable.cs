using System.Text;

namespace NextModel.Gateway.Tests.Reporting;

/// <summary>A CSV file read as RFC 4180 says, and by nothing of ours.</summary>
public sealed class CsvTable
{
    private readonly List<string[]> _rows = [];

    public CsvTable(byte[] file)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file);
        var cells = new List<string>();
        var cell = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                for (i++; text[i] != '"' || (i + 1 < text.Length && text[i + 1] == '"'); i++)
                {
                    i += text[i] == '"' ? 1 : 0;
                    cell.Append(text[i]);
                }
            }
            else if (text[i] == ',')
            {
                End();
            }
            else if (text[i] == '\r')
            {
                text[i + 1].ShouldBe('\n');
                i++;
                End();
                _rows.Add([.. cells]);
                cells.Clear();
            }
            else
            {
                cell.Append(text[i]);
            }
        }

        cells.ShouldBeEmpty("the last row ends with CRLF");
        _rows.ShouldAllBe(row => row.Length == _rows[0].Length);

        void End()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }

    public string[] Header => _rows[0];

    /// <summary>Rows without the header.</summary>
    public int Count => _rows.Count - 1;

    public string this[int row, string column] => _rows[row + 1][Array.IndexOf(Header, column)];

    public IEnumerable<string> Column(string name) => Enumerable.Range(0, Count).Select(row => this[row, name]);
}
