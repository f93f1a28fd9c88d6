using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace NextModel.Web.Docs;

/// <summary>Raw HTML of a document: shown as text, comments left out.</summary>
internal sealed class DocHtmlRenderer : HtmlObjectRenderer<HtmlBlock>
{
    protected override void Write(HtmlRenderer renderer, HtmlBlock obj)
    {
        if (obj.Type != HtmlBlockType.Comment)
        {
            renderer.Write("<p>").WriteLeafRawLines(obj, true, true).Write("</p>");
        }
    }
}
