using System.Text;
using NextModel.Reporting.Exports;

namespace NextModel.Tests.Reporting.Exports;

public sealed class CsvWriterTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"")]
    [InlineData("=1", "'=1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@a", "'@a")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("\0x", "'\0x")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData("汉字 π 🙂", "汉字 π 🙂")]
    public void Text_OfAnyKind_IsQuotedAndGuarded(string value, string cell)
    {
        var csv = new CsvWriter();
        csv.Text(value);
        csv.Null();
        csv.EndRow();
        Encoding.UTF8.GetString(csv.Written).ShouldBe(cell + ",\r\n");
    }

    // A negative amount begins with a minus sign and is no formula.
    [Fact]
    public void Figures_Negative_AreNotTouched()
    {
        var csv = new CsvWriter();
        csv.Figure(-5.20m);
        csv.Number(-7);
        csv.Raw("-0.000000001"u8);
        csv.Figure(0.0000000001m);
        csv.Figure(12m, 9);
        csv.EndRow();
        Encoding.UTF8.GetString(csv.Written).ShouldBe("-5.20,-7,-0.000000001,0.0000000001,12.000000000\r\n");
    }
}
