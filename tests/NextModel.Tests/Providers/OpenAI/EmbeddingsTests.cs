using System.Buffers;
using System.Text;
using System.Text.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;
using NextModel.Testing.Upstream;

namespace NextModel.Tests.Providers.OpenAI;

public sealed class EmbeddingsTests
{
    private const string Vector = "[0.5,-0.25,0.125]";
    private const string Packed = "\"AAAAPwAAgL4AAAA+\"";

    [Theory]
    [InlineData("embeddings-float", "float", Vector)]
    [InlineData("embeddings-float", "base64", Packed)]
    [InlineData("embeddings-base64", "float", Vector)]
    [InlineData("embeddings-base64", "base64", Packed)]
    public void Read_EitherEncoding_GivesTheOneAskedFor(string name, string format, string expected)
    {
        using var answer = Read(Encoding.UTF8.GetString(FixtureFile.Load(name).Responses[0].Writes[0].Bytes.Span), format, out _);

        Written(answer!).ShouldBe(
            $$$"""{"object":"list","data":[{"object":"embedding","index":0,"embedding":{{{expected}}}},{"object":"embedding","index":1,"embedding":{{{expected}}}}],"model":"public-model","usage":{"prompt_tokens":6,"total_tokens":6}}""");
        answer!.Usage.ShouldBe(new Usage(UsageSource.Provider, 6, 0, 0, 0, 0));
    }

    [Fact]
    public void Read_LooseAnswer_IsPutInOrder()
    {
        using var answer = Read("""{"data":[{"index":1,"embedding":[2],"note":"b"},{"index":0,"embedding":[1]}],"usage":{"total_tokens":3},"extra":1}""", "float", out _);

        Encoding.UTF8.GetString(answer!.Json.Span).ShouldBe(
            """{"data":[{"object":"embedding","index":0,"embedding":[1]},{"object":"embedding","index":1,"embedding":[2],"note":"b"}],"extra":1,"object":"list","model":"public-model"}""");
        answer.Usage!.Value.InputTokens.ShouldBe(3);
        answer.NotStorableBecause.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"data":[]}""", "empty_answer")]
    [InlineData("""{"data":null}""", "malformed_answer")]
    [InlineData("""{"error":{"message":"x","code":"rate_limit_exceeded"}}""", "rate_limited")]
    [InlineData("""{"data":[{"index":0}]}""", "malformed_answer")]
    [InlineData("""{"data":[{"index":0,"embedding":"AAA"}]}""", "malformed_answer")]
    [InlineData("""{"data":[{"index":0,"embedding":"AACAfw=="}]}""", "malformed_answer")]
    public void Read_NoVectors_Fails(string body, string code)
    {
        Read(body, "float", out var failure).ShouldBeNull();

        failure!.Code.ShouldBe(code);
    }

    [Fact]
    public void Read_ThereAndBack_KeepsEveryBit()
    {
        var random = new Random(7);
        var numbers = Enumerable.Range(0, 2000)
            .Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))).Where(float.IsFinite).ToArray();
        var packed = Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(numbers));

        using var plain = Read($$"""{"data":[{"index":0,"embedding":"{{packed}}"}]}""", "float", out _);
        using var again = Read(Encoding.UTF8.GetString(plain!.Json.Span), "base64", out _);

        JsonDocument.Parse(again!.Json).RootElement.GetProperty("data")[0].GetProperty("embedding").GetString().ShouldBe(packed);
    }

    private static WholeAnswer? Read(string body, string format, out NextModel.Providers.ProviderFailure? failure) => WholeAnswer.Read(
        Requests.Embeddings($$"""{"model":"m","encoding_format":"{{format}}"}"""), Encoding.UTF8.GetBytes(body), Play.Frame(), out failure);

    private static string Written(WholeAnswer answer)
    {
        var json = new ArrayBufferWriter<byte>();
        answer.WriteJson(json, answer.Usage!.Value);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
