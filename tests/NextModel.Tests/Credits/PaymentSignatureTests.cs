using System.Security.Cryptography;
using System.Text;
using NextModel.Credits.Payments;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Credits;

/// <summary>Which signatures of webhooks are taken.</summary>
public sealed class PaymentSignatureTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("whsec_0123456789abcdef0123456789abcdef");
    private static readonly byte[] Body = Encoding.ASCII.GetBytes("{\"id\":\"evt_1\"}");
    private static readonly long Now = SampleTenant.Day.ToUnixTimeSeconds();

    // Computed with: printf '1732181400.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_0123456789abcdef0123456789abcdef
    [Fact]
    public void Check_KnownAnswers_Hold()
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(1_732_181_400);

        PaymentDialect.Stripe.Signature.Check("t=1732181400,v1=329aabe3045adeb13d5447b28033009f3e0d56fcda994022bca98464765d016a,v0=00", Body, Secret, at).ShouldBeNull();
        PaymentDialect.Paddle.Signature.Check("ts=1732181400;h1=063986181fbaf88af8c217f8c102e63cd5bf3949a5f77f73b2cdf8d9e22d026c", Body, Secret, at).ShouldBeNull();
    }

    [Fact]
    public void Check_OneOfTwoSignatures_Holds() =>
        Check($"t={Now},v1={new string('0', 64)},v1={Hmac(Secret, $"{Now}.", Body)}").ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("t=abc,v1=00")]
    [InlineData("t=,v1=")]
    [InlineData("v1=00")]
    [InlineData("t=1")]
    [InlineData("====,,,;")]
    public void Check_MalformedHeader_IsRefused(string header) => Check(header).ShouldBeFalse();

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void Check_TimeOfSigning_HoldsWithinTheWindow(long offset, bool holds) =>
        Check($"t={Now + offset},v1={Hmac(Secret, $"{Now + offset}.", Body)}").ShouldBe(holds);

    // new-api CVE-2026-41432: an empty secret signs for everybody.
    [Fact]
    public void Check_OtherSecretBodyTimeOrJoint_IsRefused()
    {
        Check($"t={Now},v1={Hmac([], $"{Now}.", Body)}").ShouldBeFalse();
        Check($"t={Now},v1={Hmac(Secret, $"{Now}.", [.. Body, (byte)' '])}").ShouldBeFalse();
        Check($"t={Now},v1={Hmac(Secret, $"{Now - 1}.", Body)}").ShouldBeFalse();
        Check($"t={Now},v1={Hmac(Secret, $"{Now}:", Body)}").ShouldBeFalse();
        Check($"t={Now},v0={Hmac(Secret, $"{Now}.", Body)}").ShouldBeFalse();
        Check($"t={Now},v1={Hmac(Secret, $"{Now}.", Body)[..63]}").ShouldBeFalse();
        Check($"t={Now},v1={Hmac(Secret, $"{Now}.", Body)[..63]}g").ShouldBeFalse();
    }

    [Fact]
    public void Check_ShortSecret_Throws() =>
        Should.Throw<ArgumentException>(() => PaymentDialect.Stripe.Signature.Check("t=1,v1=00", Body, Secret.AsSpan(0, 31), SampleTenant.Day));

    private static bool Check(string header) => PaymentDialect.Stripe.Signature.Check(header, Body, Secret, SampleTenant.Day) is null;

    private static string Hmac(byte[] secret, string prefix, byte[] body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(secret, (byte[])[.. Encoding.ASCII.GetBytes(prefix), .. body]));
}
