using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NextModel.Metering;

namespace NextModel.Tests.Metering;

public sealed class TextPiecesTests
{
    // Cut by hand along the published expressions.
    [Theory]
    [InlineData("Hello world", "Hello| world", "Hello| world")]
    [InlineData("don't stop", "don't| stop", "don|'t| stop")]
    [InlineData("WE'LL be", "WE'LL| be", "WE|'LL| be")]
    [InlineData("x'ſ", "x'ſ", "x|'ſ")]
    [InlineData("HTTPServer", "HTTPServer", "HTTPServer")]
    [InlineData("camelCase", "camel|Case", "camelCase")]
    [InlineData("中文AB", "中文|AB", "中文AB")]
    [InlineData("1234567", "123|456|7", "123|456|7")]
    [InlineData("a1", "a|1", "a|1")]
    [InlineData("  two", " | two", " | two")]
    [InlineData("end  ", "end|  ", "end|  ")]
    [InlineData("a \n  b", "a| \n| | b", "a| \n| | b")]
    [InlineData("a\tb", "a|\tb", "a|\tb")]
    [InlineData("a \tb", "a| |\tb", "a| |\tb")]
    [InlineData("x //\n//", "x| //\n//", "x| //\n|//")]
    [InlineData(" !?\r\n\r\n", " !?\r\n\r\n", " !?\r\n\r\n")]
    [InlineData("(call)", "(call|)", "(call|)")]
    [InlineData("\u0301AB", "\u0301|AB", "\u0301AB")]
    [InlineData("e\u0301a", "e\u0301a", "e|\u0301a")]
    [InlineData("𐐀𐐨𠮷𝟘𝟙", "𐐀𐐨𠮷|𝟘𝟙", "𐐀𐐨𠮷|𝟘𝟙")]
    [InlineData("\u00a0\u3000x", "\u00a0|\u3000x", "\u00a0|\u3000x")]
    public void End_EachRule_CutsWhereTheExpressionDoes(string text, string o200k, string cl100k)
    {
        Cut(text, byCase: true).ShouldBe(o200k);
        Cut(text, byCase: false).ShouldBe(cl100k);
    }

    [Fact]
    public void End_AnyBytes_MovesOnAndStaysInside() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            foreach (var byCase in new[] { true, false })
            {
                for (var at = 0; at < bytes.Length;)
                {
                    var end = TextPieces.End(bytes, at, byCase);
                    end.ShouldBeInRange(at + 1, bytes.Length);
                    at = end;
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    private static string Cut(string text, bool byCase)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var pieces = new List<string>();
        for (var at = 0; at < utf8.Length;)
        {
            var end = TextPieces.End(utf8, at, byCase);
            pieces.Add(Encoding.UTF8.GetString(utf8.AsSpan(at..end)));
            at = end;
        }

        return string.Join('|', pieces);
    }
}
