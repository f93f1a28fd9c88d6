using System.Globalization;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using NextModel.Web.Localization;

namespace NextModel.Web.Docs;

/// <summary>A table that scrolls in a region of its own, with its first cells as the headings of their rows.</summary>
internal sealed class DocTableRenderer(Texts t) : HtmlObjectRenderer<Table>
{
    private int _number;

    protected override void Write(HtmlRenderer renderer, Table obj)
    {
        _number++;
        renderer.Write("<div class=\"table-wrap\" role=\"region\" tabindex=\"0\" aria-label=\"").WriteEscape(t["docs.table"]).Write(" ")
            .Write(_number.ToString(CultureInfo.InvariantCulture)).Write("\"><table class=\"ledger\">");
        var inBody = false;
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
                WriteCell(renderer, (TableCell)row[i], TagOf(row, i));
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
    private static string TagOf(TableRow row, int column) => IsEmpty((TableCell)row[column]) ? "td"
        : row.IsHeader ? "th scope=\"col\""
        : column == 0 ? "th scope=\"row\""
        : "td class=\"text\"";

    private static bool IsEmpty(TableCell cell) => cell.All(block => block is Markdig.Syntax.ParagraphBlock { Inline.FirstChild: null });

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
