using System.Globalization;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using NextModel.Web.Localization;

namespace NextModel.Web.Docs;

/// <summary>A table that scrolls in a region of its own, with its first cells as the headings of their rows.</summary>
internal sealed class DocTableRenderer(Texts t) : HtmlObjectRenderer<Table>
{
    // A column whose cells are longer has room for some words on a line; one of figures and names takes as much as they need.
    private const int Short = 28;

    private int _number;

    protected override void Write(HtmlRenderer renderer, Table obj)
    {
        _number++;
        renderer.Write("<div class=\"table-wrap\" role=\"region\" tabindex=\"0\" aria-label=\"").WriteEscape(t["docs.table"]).Write(" ")
            .Write(_number.ToString(CultureInfo.InvariantCulture)).Write("\"><table class=\"ledger tight\">");
        var inBody = false;
        var wordy = WordyColumns(obj);
        foreach (var row in obj.OfType<TableRow>())
        {
            if (row.IsHeader)
            {
                renderer.Write("<thead>");
            }
            else if (!inBody)
            {
                renderer.Write("<tbody>");
                inBody = true;
            }

            renderer.Write("<tr>");
            for (var i = 0; i < row.Count; i++)
            {
                WriteCell(renderer, (TableCell)row[i], TagOf(row, i, wordy[i]));
            }

            renderer.Write("</tr>");
            if (row.IsHeader)
            {
                renderer.Write("</thead>");
            }
        }

        renderer.Write(inBody ? "</tbody></table></div>" : "</table></div>");
    }

    // A heading that says nothing is announced as one that does; an empty first cell goes on with the row above it.
    private static string TagOf(TableRow row, int column, bool isWordy) => IsEmpty((TableCell)row[column]) ? "td"
        : row.IsHeader ? "th scope=\"col\""
        : column == 0 ? "th scope=\"row\""
        : isWordy ? "td class=\"text\"" : "td";

    private static bool[] WordyColumns(Table table)
    {
        var rows = table.OfType<TableRow>().ToList();
        return [.. Enumerable.Range(0, rows.Max(row => row.Count)).Select(column => rows.Exists(row => !row.IsHeader && column < row.Count && Length((TableCell)row[column]) > Short))];
    }

    private static int Length(TableCell cell) => cell.Descendants<LiteralInline>().Sum(text => text.Content.Length) + cell.Descendants<CodeInline>().Sum(code => code.Content.Length);

    private static bool IsEmpty(TableCell cell) => cell.All(block => block is ParagraphBlock { Inline.FirstChild: null });

    private static void WriteCell(HtmlRenderer renderer, TableCell cell, string tag)
    {
        renderer.Write("<").Write(tag).Write(">");
        var before = renderer.ImplicitParagraph;
        renderer.ImplicitParagraph = true;
        renderer.WriteChildren(cell);
        renderer.ImplicitParagraph = before;
        renderer.Write("</").Write(tag[..2]).Write(">");
    }
}
