using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NextModel.Ledger;
using NextModel.Secrets;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Ledger;

public sealed class SigningKeysTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(SampleTenant.Day);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_Again_GivesTheSameKey()
    {
        using var first = Open();
        using var second = Open();

        second.Current.Public.Id.ShouldBe(first.Current.Public.Id);
        second.JwkSet().ShouldBe(first.JwkSet());
    }

    [Fact]
    public void Open_AnotherMasterKey_RefusesAndNamesTheFile()
    {
        Open().Dispose();

        Should.Throw<InvalidDataException>(() => SigningKeys.Open(_directory.Path, new MasterKey(new byte[32]), _time))
            .Message.ShouldContain("NEXTMODEL_MASTER_KEY");
    }

    [Fact]
    public void Rotate_OldKey_VerifiesAndSignsNothing()
    {
        using var keys = Open();
        var old = keys.Current;
        var signature = new byte[SigningKey.SignatureSize];
        old.Sign("signed before"u8, signature);
        _time.Advance(TimeSpan.FromDays(1));

        keys.Rotate();

        keys.Current.Public.Id.ShouldNotBe(old.Public.Id);
        VerifyingKeys.TryParse(Encoding.UTF8.GetBytes(keys.JwkSet()), out var published).ShouldBeTrue();
        published.Count.ShouldBe(2);
        published.Find(old.Public.Id).ShouldNotBeNull().Verifies("signed before"u8, signature).ShouldBeTrue();
        Directory.GetFiles(_directory.Path, "*.key").ShouldHaveSingleItem().ShouldContain(keys.Current.Public.Id);
        using var reopened = Open();
        reopened.Current.Public.Id.ShouldBe(keys.Current.Public.Id);
    }

    [Fact]
    public void Open_CrashInsideRotate_SignsWithTheNewerKey()
    {
        using var keys = Open();
        var retired = Directory.GetFiles(_directory.Path, "*.key").ShouldHaveSingleItem();
        var content = File.ReadAllBytes(retired);
        _time.Advance(TimeSpan.FromDays(1));
        keys.Rotate();
        File.WriteAllBytes(retired, content);

        using var reopened = Open();

        reopened.Current.Public.Id.ShouldBe(keys.Current.Public.Id);
    }

    [Fact]
    public void Files_OnDisk_AreTheOwnersAndHoldNoPrivateKey()
    {
        using var keys = Open();

        foreach (var file in Directory.GetFiles(_directory.Path))
        {
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            using var probe = ECDsa.Create();
            Should.Throw<CryptographicException>(() => probe.ImportPkcs8PrivateKey(File.ReadAllBytes(file), out _));
        }
    }

    [Fact]
    public void JwkSet_Key_IsAnEs256KeyNamedByItsThumbprint()
    {
        using var keys = Open();

        using var document = JsonDocument.Parse(keys.JwkSet());

        var key = document.RootElement.GetProperty("keys")[0];
        key.GetProperty("kty").GetString().ShouldBe("EC");
        key.GetProperty("crv").GetString().ShouldBe("P-256");
        key.GetProperty("alg").GetString().ShouldBe("ES256");
        key.GetProperty("use").GetString().ShouldBe("sig");
        var thumbprint = SHA256.HashData(Encoding.ASCII.GetBytes(
            $$"""{"crv":"P-256","kty":"EC","x":"{{key.GetProperty("x")}}","y":"{{key.GetProperty("y")}}"}"""));
        key.GetProperty("kid").GetString().ShouldBe(System.Buffers.Text.Base64Url.EncodeToString(thumbprint));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"keys\":{}}")]
    [InlineData("{\"keys\":")]
    public void TryParse_NoKeySet_Refuses(string text) =>
        VerifyingKeys.TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    [Theory]
    [InlineData("{\"keys\":[1,null,{},{\"kty\":\"RSA\"},{\"kty\":\"EC\",\"crv\":\"P-256\"}]}")]
    [InlineData("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}")]
    public void TryParse_ForeignKeys_LeavesThemOut(string text)
    {
        VerifyingKeys.TryParse(Encoding.UTF8.GetBytes(text), out var keys).ShouldBeTrue();
        keys.Count.ShouldBe(0);
    }

    [Fact]
    public void TryParse_IdIsNotTheThumbprint_LeavesTheKeyOut()
    {
        using var keys = Open();
        var other = keys.JwkSet().Replace(keys.Current.Public.Id, new string('A', 43), StringComparison.Ordinal);

        VerifyingKeys.TryParse(Encoding.UTF8.GetBytes(other), out var parsed).ShouldBeTrue();

        parsed.Count.ShouldBe(0);
    }

    private SigningKeys Open() => SigningKeys.Open(_directory.Path, TestLedger.Master, _time);
}
