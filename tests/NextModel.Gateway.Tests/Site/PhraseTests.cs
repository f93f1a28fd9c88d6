using NextModel.Web.Localization;

namespace NextModel.Gateway.Tests.Site;

public sealed class PhraseTests
{
    [Theory]
    [InlineData("a **b** c", "a <strong>b</strong> c")]
    [InlineData("call `x < y`", "call <code>x &lt; y</code>")]
    [InlineData("see [the docs](/docs)", "see <a href=\"/docs\">the docs</a>")]
    [InlineData("价格 < 1", "价格 &lt; 1")]
    public void Of_Markup_IsHtml(string text, string html) => Phrase.Of(text).Value.ShouldBe(html);

    [Fact]
    public void Of_Filling_IsNeverMarkup() =>
        Phrase.Of("{a} and **{b}** and `{c}`", ("a", "<b>x</b>"), ("b", "**y**"), ("c", "`\"'&")).Value
            .ShouldBe("&lt;b&gt;x&lt;/b&gt; and <strong>**y**</strong> and <code>`&quot;&#x27;&amp;</code>");

    [Theory]
    [InlineData("**open")]
    [InlineData("`open")]
    [InlineData("{open")]
    [InlineData("{unfilled}")]
    [InlineData("[words](open")]
    public void Of_BrokenText_Throws(string text) => Should.Throw<FormatException>(() => Phrase.Of(text));
}
