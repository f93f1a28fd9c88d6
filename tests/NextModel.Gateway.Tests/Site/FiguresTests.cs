using NextModel.Web.Formatting;
using NextModel.Web.Localization;

namespace NextModel.Gateway.Tests.Site;

public sealed class FiguresTests
{
    [Theory]
    [InlineData("1016.29", "GBP", "£1,016.29")]
    [InlineData("5616.34", "MYR", "RM\u00a05,616.34")]
    [InlineData("8956.62", "CNY", "¥8,956.62")]
    [InlineData("1337.2232", "USD", "$1,337.22")]
    [InlineData("3", "CHF", "CHF\u00a03.00")]
    [InlineData("-5.2", "USD", "\u2212$5.20")]
    [InlineData("2.345", "USD", "$2.34")]
    [InlineData("2.355", "USD", "$2.36")]
    public void Money_Amount_IsWrittenAsTheCurrencyIs(string amount, string currency, string expected) =>
        Figures.Money(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency).ShouldBe(expected);

    [Theory]
    [InlineData("0.60", "0.60")]
    [InlineData("0.6", "0.60")]
    [InlineData("15", "15.00")]
    [InlineData("0.0028", "0.0028")]
    public void UnitPrice_AsListed_IsNotPaddedBeyondTwo(string price, string expected) =>
        Figures.UnitPrice(decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(expected);

    [Theory]
    [InlineData("0.029883", "0.0299")]
    [InlineData("1.1904", "1.19")]
    [InlineData("0.2988", "0.299")]
    [InlineData("0", "0.00")]
    public void Converted_Price_HasThreeDigitsThatCount(string price, string expected) =>
        Figures.Converted(decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(expected);

    [Theory]
    [InlineData(8_192, "8,192")]
    [InlineData(131_072, "131k")]
    [InlineData(1_000_000, "1M")]
    [InlineData(1_048_576, "1.04M")]
    public void Context_Tokens_AreShort(long tokens, string expected) => Figures.Context(tokens).ShouldBe(expected);

    [Fact]
    public void Day_EachLocale_WritesItsOwn()
    {
        var day = new DateOnly(2026, 10, 5);

        Figures.Day(day, Locale.British).ShouldBe("5 Oct 2026");
        Figures.Day(day, Locale.Malay).ShouldBe("5 Okt 2026");
        Figures.Day(day, Locale.Chinese).ShouldBe("2026年10月5日");
        Figures.ShortDay(day, Locale.Malay).ShouldBe("5 Okt");
        Figures.ShortDay(day, Locale.Chinese).ShouldBe("10月5日");
    }
}
