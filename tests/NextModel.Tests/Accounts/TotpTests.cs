using System.Text;
using NextModel.Accounts;

namespace NextModel.Tests.Accounts;

public sealed class TotpTests
{
    // RFC 6238, appendix B: the secret is this text, the codes are the last six digits of those given there for SHA-1.
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void CodeAt_VectorsOfTheRfc_AreTheirs(long seconds, string code) =>
        Totp.CodeAt(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))).ShouldBe(code);

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(-2, false)]
    [InlineData(2, false)]
    public void FindStep_CodeOfANeighbour_IsFoundAndNoOther(int away, bool found)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1111111111);
        var step = Totp.StepAt(now) + away;

        Totp.FindStep(Secret, Totp.CodeAt(Secret, step), now).ShouldBe(found ? step : null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("05047")]
    [InlineData("0504711")]
    [InlineData("050472")]
    [InlineData("٠٥٠٤٧١")]
    public void FindStep_AnythingElse_IsNone(string code) => Totp.FindStep(Secret, code, DateTimeOffset.FromUnixTimeSeconds(1111111111)).ShouldBeNull();

    // RFC 4648 §10.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Show_VectorsOfTheRfc_AreTheirsWithoutPadding(string text, string shown) => Totp.Show(Encoding.ASCII.GetBytes(text)).ShouldBe(shown);

    [Fact]
    public void Uri_AnyAddress_IsEscaped() => Totp.Uri(Secret, "a+b&c@example.com").ShouldBe(
        "otpauth://totp/NextModel:a%2Bb%26c%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=NextModel&algorithm=SHA1&digits=6&period=30");
}
