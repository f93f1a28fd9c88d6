using System.Text;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using NextModel.Web.Localization;

namespace NextModel.Web.Docs;

/// <summary>Markdown of <c>docs/</c> to the HTML of a page. Raw HTML in it is shown as text, but for comments, which are left out.</summary>
internal static class DocReader
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Build();

    public static Doc Read(string slug, string text, Locale locale, bool isTranslated)
    {
        var document = Markdown.Parse(text, Pipeline);
        foreach (var comment in document.OfType<HtmlBlock>().Where(block => block.Type == HtmlBlockType.Comment).ToList())
        {
            document.Remove(comment);
        }

        foreach (var link in document.Descendants<LinkInline>())
        {
            link.Url = DocLink.Resolve(link.Url ?? "", locale);
        }

        var title = slug;
        if (document.FirstOrDefault() is HeadingBlock { Level: 1 } first)
        {
            title = PlainText(first.Inline);
            document.Remove(first);
        }

        var answer = "";
        if (document.FirstOrDefault() is ParagraphBlock { Inline: { } opening } paragraph)
        {
            answer = Render(locale, renderer => renderer.WriteChildren(opening));
            document.Remove(paragraph);
        }

        var headings = document.OfType<HeadingBlock>().Where(h => h.Level == 2).Select(h => new DocHeading(h.GetAttributes().Id ?? "", PlainText(h.Inline))).ToList();
        return new Doc(slug, title, answer, Render(locale, renderer => renderer.Render(document)), headings, isTranslated);
    }

    private static string Render(Locale locale, Action<HtmlRenderer> render)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        var texts = Texts.Of(locale);
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new DocCodeRenderer(texts));
        renderer.ObjectRenderers.ReplaceOrAdd<Markdig.Extensions.Tables.HtmlTableRenderer>(new DocTableRenderer(texts));
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlBlockRenderer>(new DocHtmlRenderer());
        render(renderer);
        writer.Flush();
        return writer.ToString();
    }

    private static string PlainText(ContainerInline? inline)
    {
        var text = new StringBuilder();
        foreach (var part in inline?.Descendants() ?? [])
        {
            text.Append(part switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                _ => "",
            });
        }

        return text.ToString();
    }
}
