using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using NextModel.Providers.Bedrock;

namespace NextModel.Tests.Providers.Bedrock;

/// <summary>Against signatures made with AWS's own signers (<c>@smithy/signature-v4</c>; those of a GET: botocore 1.43.11).</summary>
public sealed class AwsSignatureTests
{
    public static TheoryData<string> Vectors => [.. Read().Select(vector => vector.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Sign_Vector_GivesAwssHeaders(string name)
    {
        var vector = Read().Single(one => one.GetProperty("name").GetString() == name);
        var credential = new AwsCredential(
            Text(vector, "accessKeyId")!, Text(vector, "secretAccessKey")!, Text(vector, "token"));
        var now = DateTimeOffset.ParseExact(Text(vector, "date")!, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

        var signed = AwsSignature.Sign(
            credential, Text(vector, "method") ?? "POST", Text(vector, "region")!, Text(vector, "host")!, Text(vector, "path")!, Encoding.UTF8.GetBytes(Text(vector, "body")!), now);

        var expected = vector.GetProperty("headers").EnumerateObject().Where(header => header.Name is not ("host" or "content-type"))
            .Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!));
        signed.ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [InlineData("AKID:secret/with+signs=", "AKID", "secret/with+signs=", null)]
    [InlineData("ASIA:secret:token==", "ASIA", "secret", "token==")]
    public void Parse_Keys_AreTakenApart(string text, string id, string secret, string? token)
    {
        var credential = AwsCredential.Parse(text)!;

        (credential.KeyId, credential.Secret, credential.SessionToken).ShouldBe((id, secret, token));
        credential.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public void Parse_BearerKey_IsNone() => AwsCredential.Parse("ABSKQmVkcm9ja0FQSUtleQ==").ShouldBeNull();

    private static string? Text(JsonElement vector, string member) => vector.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static IReadOnlyList<JsonElement> Read()
    {
        using var stream = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("sigv4.jsonl")!);
        return [.. stream.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
