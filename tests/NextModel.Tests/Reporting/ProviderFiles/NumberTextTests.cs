using System.Globalization;
using NextModel.Reporting.ProviderFiles;

namespace NextModel.Tests.Reporting.ProviderFiles;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("1234.56", false, "1234.56")]
    [InlineData("1,234,567.89", false, "1234567.89")]
    [InlineData("1 234 567", false, "1234567")]
    [InlineData("1'234.5", false, "1234.5")]
    [InlineData("1.234,56", true, "1234.56")]
    [InlineData("-0.5", false, "-0.5")]
    [InlineData(" 7 ", false, "7")]
    [InlineData(".5", false, "0.5")]
    [InlineData("7.5e-7", false, "0.00000075")]
    [InlineData("1E+3", false, "1000")]
    [InlineData("0.1000000000000000055511151231257827", false, "0.100000000000000006")]
    public void TryRead_Number_IsExact(string text, bool comma, string expected)
    {
        NumberText.TryRead(text, comma, out var value).ShouldBeTrue();
        value.ShouldBe(decimal.Parse(expected, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("=1+1")]
    [InlineData("$5")]
    [InlineData("1,23")]
    [InlineData("1,2345")]
    [InlineData("12,34,567")]
    [InlineData("1,234 567")]
    [InlineData("1.234,56")]
    [InlineData("1e400")]
    [InlineData("--1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0x10")]
    [InlineData("１２")]
    [InlineData("9999999999999")]
    public void TryRead_AnythingElse_IsRefused(string text) => NumberText.TryRead(text, false, out _).ShouldBeFalse();

    [Theory]
    [InlineData("1200", 1200)]
    [InlineData("1,200", 1200)]
    [InlineData("1200.0", 1200)]
    public void TryReadCount_WholeNumber_IsRead(string text, long expected)
    {
        NumberText.TryReadCount(text, false, out var count).ShouldBeTrue();
        count.ShouldBe(expected);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    public void TryReadCount_NotACount_IsRefused(string text) => NumberText.TryReadCount(text, false, out _).ShouldBeFalse();
}
