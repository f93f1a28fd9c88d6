using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NextModel.Inference;
using NextModel.Providers.Gemini;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Gemini;

public sealed class GoogleServiceAccountTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly RSA _key = RSA.Create(2048);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Token_KeyFile_IsSignedByTheAccountForAnHour()
    {
        var parts = Account().Token(Now).Split('.');

        parts.Length.ShouldBe(3);
        _key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue();
        Decode(parts[0]).ShouldBe("""{"alg":"RS256","typ":"JWT","kid":"key-1"}""");
        Decode(parts[1]).ShouldBe(
            """{"iss":"gateway@project.iam.gserviceaccount.com","sub":"gateway@project.iam.gserviceaccount.com","scope":"https://www.googleapis.com/auth/cloud-platform","iat":1795262400,"exp":1795266000}""");
    }

    [Fact]
    public void Token_WhileTheOneBeforeIsGood_IsTheSame()
    {
        var account = Account();
        var first = account.Token(Now);

        account.Token(Now.AddMinutes(54)).ShouldBe(first);

        account.Token(Now.AddMinutes(55)).ShouldNotBe(first, "it would have less than five minutes left");
        account.Token(Now.AddMinutes(-1)).ShouldNotBe(first, "the clock was put back: it is not valid yet");
    }

    [Theory]
    [InlineData("AIzaSyD-no-key-of-anybody-0123456789abcd")]
    [InlineData("ya29.a-token")]
    public void Parse_PlainKey_IsNoAccount(string key) => GoogleServiceAccount.Parse(key).ShouldBeNull();

    [Fact]
    public void Parse_DamagedFile_IsNoAccount()
    {
        var file = KeyFile();
        GoogleServiceAccount.Parse(file[..^8]).ShouldBeNull("it ends early");
        GoogleServiceAccount.Parse(Base64($"[{new string(' ', 600)}]")).ShouldBeNull("it is no object");
        GoogleServiceAccount.Parse(Base64($$"""{"client_email":"a@b","private_key":"{{new string('x', 600)}}"}""")).ShouldBeNull("its key is none");
        GoogleServiceAccount.Parse(Base64($$"""{"private_key":{{JsonSerializer.Serialize(_key.ExportPkcs8PrivateKeyPem())}}}""")).ShouldBeNull("it says not whose it is");
    }

    [Fact]
    public void Address_KeyFile_GoesAsABearerAndNeverItself()
    {
        var offer = Requests.Offer("gemini", "gemini-2.5-flash");
        offer = offer with { Source = offer.Source with { ApiKey = KeyFile() } };
        using var message = new HttpRequestMessage();

        GeminiTranslator.Instance.Address(message, [], offer, Operation.ChatCompletions, stream: false, Now);

        message.Headers.GetValues("Authorization").ShouldBe([$"Bearer {GoogleServiceAccount.Parse(offer.Source.ApiKey)!.Token(Now)}"]);
        message.Headers.Contains("x-goog-api-key").ShouldBeFalse();
    }

    private GoogleServiceAccount Account() => GoogleServiceAccount.Parse(KeyFile()).ShouldNotBeNull();

    private string KeyFile() => Base64($$"""
        {
          "type": "service_account",
          "project_id": "project",
          "private_key_id": "key-1",
          "private_key": {{JsonSerializer.Serialize(_key.ExportPkcs8PrivateKeyPem())}},
          "client_email": "gateway@project.iam.gserviceaccount.com",
          "token_uri": "https://oauth2.googleapis.com/token"
        }
        """);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decode(string part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));
}
