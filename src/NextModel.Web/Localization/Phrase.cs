using System.Text;
using Microsoft.AspNetCore.Components;
using NextModel.Web.Formatting;
using NextModel.Web.Site;

namespace NextModel.Web.Localization;

/// <summary>
/// A text with its blanks filled in, as markup. In the text, <c>{name}</c> is a blank, <c>**…**</c> is strong, <c>`…`</c> is code and
/// <c>[…](link)</c> is a link whose target is a blank or a path. What fills a blank is always shown as it is: no markup of its own counts.
/// </summary>
public static class Phrase
{
    /// <summary>The text as markup.</summary>
    /// <param name="text">From <see cref="Texts"/>, never from a user.</param>
    /// <param name="blanks">What fills the blanks, by name.</param>
    /// <exception cref="FormatException">A blank has no filling, or the text is not closed: a bug of the texts.</exception>
    public static MarkupString Of(string text, params ReadOnlySpan<(string Name, string Value)> blanks)
    {
        ArgumentNullException.ThrowIfNull(text);
        var html = new StringBuilder(text.Length + 64);
        var strong = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '*' when i + 1 < text.Length && text[i + 1] == '*':
                    html.Append(strong ? "</strong>" : "<strong>");
                    strong = !strong;
                    i++;
                    break;
                case '`':
                    var code = Until(text, i + 1, '`');
                    html.Append("<code>").Append(Encode(Fill(code, blanks))).Append("</code>");
                    i += code.Length + 1;
                    break;
                case '[':
                    var words = Until(text, i + 1, ']');
                    i += words.Length + 2;
                    var target = Until(text, i + 1, ')');
                    html.Append("<a href=\"").Append(Encode(Fill(target, blanks))).Append("\">").Append(Encode(Fill(words, blanks))).Append("</a>");
                    i += target.Length + 1;
                    break;
                case '{':
                    var name = Until(text, i + 1, '}');
                    html.Append(Encode(ValueOf(name, blanks)));
                    i += name.Length + 1;
                    break;
                default:
                    var next = text.AsSpan(i + 1).IndexOfAny("*`[{");
                    var run = next < 0 ? text[i..] : text.Substring(i, next + 1);
                    html.Append(Encode(run));
                    i += run.Length - 1;
                    break;
            }
        }

        return strong ? throw new FormatException($"'{text}' opens ** and does not close it.") : new MarkupString(html.ToString());
    }

    /// <summary>The text with its blanks filled in and no markup: for titles and labels.</summary>
    public static string Plain(string text, params ReadOnlySpan<(string Name, string Value)> blanks) => Fill(text, blanks);

    private static string Fill(string text, ReadOnlySpan<(string Name, string Value)> blanks)
    {
        foreach (var (name, value) in blanks)
        {
            text = text.Replace("{" + name + "}", VisibleText.Of(value), StringComparison.Ordinal);
        }

        return text;
    }

    private static string ValueOf(string name, ReadOnlySpan<(string Name, string Value)> blanks)
    {
        foreach (var (known, value) in blanks)
        {
            if (known == name)
            {
                return VisibleText.Of(value);
            }
        }

        throw new FormatException($"The blank '{name}' is not filled.");
    }

    private static string Until(string text, int from, char end)
    {
        var at = text.IndexOf(end, from);
        return at >= 0 ? text[from..at] : throw new FormatException($"'{text}' does not close at '{end}'.");
    }

    private static string Encode(string text) => HtmlText.Encoder.Encode(text);
}
