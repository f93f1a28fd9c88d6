using System.Text;
using NextModel.Providers.OpenAI;

namespace NextModel.Tests.Providers.OpenAI;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2", null, 2000.0)]
    [InlineData("0.5", null, 500.0)]
    [InlineData("9", "20", 20.0)]
    [InlineData("Sat, 21 Nov 2026 08:00:30 GMT", null, 30_000.0)]
    [InlineData("Sat, 21 Nov 2026 07:00:00 GMT", null, 0.0)]
    [InlineData("999999999999", null, 86_400_000.0)]
    [InlineData("-1", null, null)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    [InlineData("", "x", null)]
    public void InHeaders_EitherForm_IsRead(string? header, string? milliseconds, double? expected) =>
        (RetryAfter.InHeaders(header, milliseconds, Now)?.TotalMilliseconds).ShouldBe(expected);

    [Theory]
    [InlineData("""{"error":{"message":"Please try again in 20ms. Visit"}}""", 20.0)]
    [InlineData("""{"error":{"message":"Please try again in 1m3.5s."}}""", 63_500.0)]
    [InlineData("""{"error":{"message":"try again in 7s"}}""", 7000.0)]
    [InlineData("""{"error":{"message":"m","details":[{"@type":"x","retryDelay":"7s"}]}}""", 7000.0)]
    [InlineData("""{"error":{"message":"try again in a while"}}""", null)]
    public void Read_WaitInTheBody_IsFound(string body, double? expected) =>
        (ProviderErrorReader.Read(429, Encoding.UTF8.GetBytes(body), null, Play.Frame()).RetryAfter?.TotalMilliseconds).ShouldBe(expected);

    [Fact]
    public void Read_WaitInHeaders_WinsAndReachesTheCaller()
    {
        var failure = ProviderErrorReader.Read(429, """{"error":{"message":"try again in 7s"}}"""u8.ToArray(), TimeSpan.FromSeconds(3), Play.Frame());

        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(3));
        failure.Error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(3));
    }
}
