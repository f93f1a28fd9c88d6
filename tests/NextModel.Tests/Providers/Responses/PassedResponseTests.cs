using System.Text;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Responses;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Responses;

/// <summary>What of requests and of whole answers changes on their way to and from a source that speaks the Responses API.</summary>
public sealed class PassedResponseTests
{
    private const string Answer =
        """{ "id":"resp_theirs","object":"response","status":"completed","model":"fx-chat-1","output":[{"id":"msg_1","type":"message","content":[]}],"error":null,"""
        + """ "previous_response_id":null,"store":false,"usage":{"input_tokens":12,"input_tokens_details":{"cached_tokens":4,"cache_write_tokens":3},"output_tokens":9,"total_tokens":21},"future":[1.0]}""";

    [Fact]
    public void Read_Whole_KeepsItsBytesButForWhatIsOurs()
    {
        var answer = ResponseReader.Read(Encoding.UTF8.GetBytes(Answer), Frame(), out var failure);

        failure.ShouldBeNull();
        using var whole = answer.ShouldNotBeNull();
        var expected = Answer.Replace("resp_theirs", "resp_0123456789ab7cde8f0123456789abcd", StringComparison.Ordinal).Replace("fx-chat-1", Play.PublicModel, StringComparison.Ordinal)
            .Replace("\"previous_response_id\":null", "\"previous_response_id\":\"resp_before\"", StringComparison.Ordinal).Replace("\"store\":false", "\"store\":true", StringComparison.Ordinal);
        Encoding.UTF8.GetString(whole.Received!.Written).ShouldBe(expected);
        Encoding.UTF8.GetString(whole.Json.Span).ShouldNotContain("usage");
        whole.UpstreamId.ShouldBe("resp_theirs");
        whole.Usage.ShouldBe(new Usage(UsageSource.Provider, 12, 4, 3, 9, 0));
    }

    [Theory]
    [InlineData("""{"id":"r","object":"response","status":"failed","error":{"code":"rate_limit_exceeded","message":"Slow down."},"output":[]}""", GatewayErrorCode.RateLimitExceeded)]
    [InlineData("""{"id":"r","object":"response","status":"failed","error":null,"output":[]}""", GatewayErrorCode.ProviderError)]
    [InlineData("""{"id":"r","object":"chat.completion","choices":[]}""", GatewayErrorCode.ProviderError)]
    [InlineData("[]", GatewayErrorCode.ProviderError)]
    [InlineData("", GatewayErrorCode.ProviderError)]
    public void Read_NoAnswerInIt_IsAFailure(string body, GatewayErrorCode code)
    {
        ResponseReader.Read(Encoding.UTF8.GetBytes(body), Frame(), out var failure).ShouldBeNull();

        failure!.Error.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("""{"model":"m","input":"x","store":false,"x":1.50}""", """{"model":"up/stream-1","input":"x","store":false,"x":1.50}""")]
    [InlineData("""{"model":"m","input":"x"}""", """{"model":"up/stream-1","input":"x","store":false}""")]
    [InlineData("""{"model":"m","input":"x","store":true,"reasoning":{"effort":"low"},"include":["a"]}""",
        """{"model":"up/stream-1","input":"x","store":false,"reasoning":{"effort":"low"},"include":["a","reasoning.encrypted_content"]}""")]
    [InlineData("""{"model":"m","input":[{"type":"reasoning","summary":[],"encrypted_content":"nm1."},{"role":"user","content":"x"}],"store":false}""",
        """{"model":"up/stream-1","input":[{"role":"user","content":"x"}],"store":false}""")]
    public void Edit_Body_TravelsButForWhatIsKeptHereAndNeverWasOpenAIs(string body, string expected) => Sent(body, whole: null).ShouldBe(expected);

    [Fact]
    public void Edit_WhatItGoesOnFrom_StandsInThePlaceOfTheId() => Sent(
            """{"model":"m","previous_response_id":"resp_1","input":"y","store":false}""",
            """[{"role":"user","content":"x"},{"type":"reasoning","summary":[]},{"type":"reasoning","summary":[],"encrypted_content":"gAAA"},{"role":"user","content":"y"}]""")
        .ShouldBe(
            """{"model":"up/stream-1","input":[{"role":"user","content":"x"},{"type":"reasoning","summary":[],"encrypted_content":"gAAA"},{"role":"user","content":"y"}],"store":false}""");

    private static string Sent(string body, string? whole)
    {
        var tape = new JsonTape();
        var text = Encoding.UTF8.GetBytes(body);
        tape.TryParse(text, JsonLimits.Request, out _).ShouldBeTrue();
        var request = new InferenceRequest
        {
            Operation = Operation.Responses,
            Body = text,
            Tape = tape,
            Model = "m",
            WholeInput = whole is null ? null : Encoding.UTF8.GetBytes(whole),
            Terms = new ResponseTerms { IsKept = tape.Root["store"u8].Kind != JsonKind.False },
        };
        using var edits = ResponsesRequest.Edit(request, Requests.Offer(), stream: false);
        using var sent = new PooledBuffer();
        edits.WriteTo(sent);
        return Encoding.UTF8.GetString(sent.Written);
    }

    private static AnswerFrame Frame() => new(Play.PublicModel, new Guid("01234567-89ab-7cde-8f01-23456789abcd"), DateTimeOffset.UnixEpoch)
    {
        Terms = new ResponseTerms { IsKept = true, Previous = "\"resp_before\""u8.ToArray() },
    };
}
