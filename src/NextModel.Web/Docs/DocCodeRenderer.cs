using System.Globalization;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using NextModel.Web.Localization;

namespace NextModel.Web.Docs;

/// <summary>A code block that can be scrolled and copied.</summary>
internal sealed class DocCodeRenderer(Texts t) : HtmlObjectRenderer<CodeBlock>
{
    private int _number;

    protected override void Write(HtmlRenderer renderer, CodeBlock obj)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"code-{++_number}");
        var language = (obj as FencedCodeBlock)?.Info is { Length: > 0 } info ? info : "text";
        renderer.Write("<div class=\"code\"><header><span>").WriteEscape(language).Write("</span>")
            .Write("<button class=\"btn small copy\" type=\"button\" hidden data-copy=\"").Write(id)
            .Write("\" data-done=\"").WriteEscape(t["copy.done"]).Write("\" data-failed=\"").WriteEscape(t["copy.failed"]).Write("\">")
            .WriteEscape(t["copy"]).Write("</button></header><pre id=\"").Write(id)
            .Write("\" tabindex=\"0\" role=\"region\" aria-label=\"").WriteEscape(language).Write(" ").Write(_number.ToString(CultureInfo.InvariantCulture)).Write("\">");
        renderer.WriteLeafRawLines(obj, true, true);
        renderer.Write("</pre></div>");
    }
}
