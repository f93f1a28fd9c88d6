using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace NextModel.Web.Site;

/// <summary>How text becomes HTML: what is markup is escaped, letters of any script stay as they are.</summary>
public static class HtmlText
{
    public static HtmlEncoder Encoder { get; } = HtmlEncoder.Create(UnicodeRanges.All);
}
