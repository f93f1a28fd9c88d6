using System.Text;
using NextModel.Errors;
using NextModel.Providers;
using NextModel.Providers.OpenAI;
using NextModel.Testing.Upstream;

namespace NextModel.Tests.Providers.OpenAI;

public sealed class ProviderErrorReaderTests
{
    /// <summary>Recorded errors: our code, where to try again, what the caller gets.</summary>
    public static TheoryData<string, string, RetryScope, int, string> Recorded => new()
    {
        { "anthropic-529", "http_529", RetryScope.SameSource, 503, "overloaded" },
        { "azure-401", "credential_refused", RetryScope.OtherSource, 502, "provider_error" },
        { "azure-filter-400", "content_filter", RetryScope.Never, 400, "content_filter" },
        { "err-400-context", "context_length", RetryScope.Never, 400, "context_length_exceeded" },
        { "err-401", "credential_refused", RetryScope.OtherSource, 502, "provider_error" },
        { "err-403", "model_missing", RetryScope.OtherSource, 404, "model_not_found" },
        { "err-404-model", "model_missing", RetryScope.OtherSource, 404, "model_not_found" },
        { "err-408-then-ok", "http_408", RetryScope.SameSource, 504, "provider_timeout" },
        { "err-409-then-ok", "http_409", RetryScope.SameSource, 502, "provider_error" },
        { "err-413", "too_large", RetryScope.Never, 413, "request_too_large" },
        { "err-429-then-ok", "rate_limited", RetryScope.SameSource, 429, "rate_limit_exceeded" },
        { "err-429-quota", "quota_exhausted", RetryScope.OtherSource, 502, "provider_error" },
        { "err-502-empty", "http_502", RetryScope.SameSource, 502, "provider_error" },
        { "err-503-html", "http_503", RetryScope.SameSource, 503, "overloaded" },
        { "err-503-retry-after", "http_503", RetryScope.SameSource, 503, "overloaded" },
        { "err-dashscope-400", "invalid_request", RetryScope.Never, 400, "invalid_request" },
        { "err-fastapi-422", "invalid_request", RetryScope.Never, 400, "invalid_request" },
        { "err-string", "model_missing", RetryScope.OtherSource, 404, "model_not_found" },
        { "err-vllm-400", "invalid_request", RetryScope.Never, 400, "invalid_request" },
        { "err-zhipu-429", "rate_limited", RetryScope.SameSource, 429, "rate_limit_exceeded" },
        { "gemini-429", "rate_limited", RetryScope.SameSource, 429, "rate_limit_exceeded" },
        { "gemini-err-array", "invalid_request", RetryScope.Never, 400, "invalid_request" },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Read_RecordedError_IsUnderstood(string name, string code, RetryScope retry, int status, string wire)
    {
        var response = FixtureFile.Load(name).Responses[0];

        var failure = Read(response.Status, response.Writes.SelectMany(write => write.Bytes.ToArray()).ToArray());

        failure.Code.ShouldBe(code);
        failure.Retry.ShouldBe(retry);
        failure.Error.Status.ShouldBe(status);
        (failure.Error.WireCode ?? GatewayErrorCatalog.Describe(failure.Error.Code).Wire).ShouldBe(wire);
    }

    /// <summary>AWS names its errors in a header.</summary>
    [Theory]
    [InlineData(429, "ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/", "rate_limited")]
    [InlineData(400, "ValidationException", "invalid_request")]
    [InlineData(400, "ServiceQuotaExceededException", "quota_exhausted")]
    [InlineData(403, "AccessDeniedException", "forbidden")]
    [InlineData(403, "UnrecognizedClientException", "credential_refused")]
    [InlineData(403, "ExpiredTokenException", "credential_refused")]
    [InlineData(404, "ResourceNotFoundException", "model_missing")]
    [InlineData(408, "ModelTimeoutException", "http_408")]
    [InlineData(424, "ModelErrorException", "http_424")]
    [InlineData(429, "ModelNotReadyException", "http_429")]
    [InlineData(503, "ServiceUnavailableException", "http_503")]
    public void Read_TypeInAHeader_IsUnderstood(int status, string type, string code) =>
        ProviderErrorReader.Read(status, "{\"message\":\"x\"}"u8.ToArray(), null, Play.Frame(), type).Code.ShouldBe(code);

    [Theory]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""", "quota_exhausted")]
    [InlineData(402, """{"error":{"message":"Insufficient Balance"}}""", "quota_exhausted")]
    [InlineData(429, """{"type":"error","error":{"type":"rate_limit_error","message":"x","details":{"error_code":"enforced_spend_limit_reached"}}}""", "quota_exhausted")]
    [InlineData(429, """{"type":"error","error":{"type":"rate_limit_error","message":"x"}}""", "rate_limited")]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""", "context_length")]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low"}}""", "quota_exhausted")]
    [InlineData(404, """{"type":"error","error":{"type":"not_found_error","message":"model: claude-x"}}""", "model_missing")]
    [InlineData(400, """{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"x","details":[{"@type":"t","reason":"API_KEY_INVALID"}]}}""", "credential_refused")]
    [InlineData(429, """{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"x","details":[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProject"}]}]}}""", "quota_exhausted")]
    [InlineData(503, """{"error":{"code":503,"status":"UNAVAILABLE","message":"x"}}""", "http_503")]
    [InlineData(400, """{"code":"Arrearage","message":"overdue"}""", "quota_exhausted")]
    [InlineData(403, """{"error":{"code":"AccountOverdueError","message":"x","type":"Forbidden"}}""", "quota_exhausted")]
    [InlineData(429, """{"error":{"code":"1308","message":"x"}}""", "quota_exhausted")]
    [InlineData(401, "", "credential_refused")]
    [InlineData(403, """{"error":{"message":"region","code":"unsupported_country_region_territory"}}""", "forbidden")]
    [InlineData(400, """{"error":{"message":"x","code":"DataInspectionFailed"}}""", "content_filter")]
    [InlineData(400, """{"error":{"code":"SensitiveContentDetected.SevereViolation","message":"x"}}""", "content_filter")]
    [InlineData(400, """{"error":{"code":"1261","message":"x"}}""", "context_length")]
    [InlineData(400, """{"message":"This model's maximum context length is 10 tokens"}""", "context_length")]
    [InlineData(429, """{"code":"Throttling.RateQuota","message":"x"}""", "rate_limited")]
    [InlineData(498, """{"error":{"message":"flex capacity"}}""", "rate_limited")]
    [InlineData(413, """{"error":{"message":"Request too large for model on tokens per minute","code":"rate_limit_exceeded"}}""", "rate_limited")]
    [InlineData(429, """{"error":{"type":"engine_overloaded_error","message":"x"}}""", "http_429")]
    [InlineData(529, "", "http_529")]
    [InlineData(400, """{"error":{"code":"tool_use_failed","message":"x","failed_generation":"…"}}""", "bad_generation")]
    [InlineData(404, """{"error":{"code":"InvalidEndpointOrModel.NotFound","message":"x","type":"NotFound"}}""", "model_missing")]
    [InlineData(500, """{"error":{"message":"x"}}""", "http_500")]
    [InlineData(524, "<html>", "http_524")]
    [InlineData(418, "", "invalid_request")]
    [InlineData(302, "", "http_302")]
    public void Read_VendorsWords_AreUnderstood(int status, string body, string code) =>
        Read(status, Encoding.UTF8.GetBytes(body)).Code.ShouldBe(code);

    [Fact]
    public void Read_BadParameter_PassesItsWordsOn()
    {
        var error = Read(400, """{"error":{"message":"Invalid schema for function 'f': null is not of type 'array'.","type":"invalid_request_error","param":"tools[0].function.parameters","code":"invalid_function_parameters"}}"""u8.ToArray()).Error;

        error.Message.ShouldBe("Invalid schema for function 'f': null is not of type 'array'.");
        error.Param.ShouldBe("tools[0].function.parameters");
        error.WireCode.ShouldBe("invalid_function_parameters");
    }

    [Theory]
    [InlineData("Incorrect API key provided: sk-proj-abc123DEF456ghi789. See https://platform.openai.com/account/api-keys.")]
    [InlineData("Rate limit for fx-chat-1 in organization org-AbCdEf0123456789 on tokens per min")]
    [InlineData("Write to support@vendor.com about account 'Acme-7' (request id: 0f5b1c2d-1111-2222-3333-444455556666)")]
    [InlineData("upstream http://10.2.3.4:9000/v1 refused Bearer abcdef0123")]
    [InlineData("key AIzaSyA1234567890abcdefghijklmnopqrstu at api.deepseek.com was sk-****abcd")]
    [InlineData("DeepSeek and Azure say no; OpenAI too. Request ID: req_0123456789")]
    public void Scrub_WhatIsNotTheCallers_IsGone(string text)
    {
        var scrubbed = ProviderText.Scrub(text, Play.Frame())!;

        string[] secrets =
        [
            "sk-", "abc123", "openai", "org-", "0123456789", "@", "Acme", "0f5b1c2d", "10.2.3.4", "abcdef", "AIza", "deepseek", "****",
            "azure", "req_", "://", "fx-chat-1",
        ];
        secrets.ShouldAllBe(secret => !scrubbed.Contains(secret, StringComparison.OrdinalIgnoreCase), scrubbed);
    }

    [Theory]
    [InlineData("max_tokens must be at least 1, got 0.")]
    [InlineData("This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.")]
    [InlineData("Invalid value: 'xlow'. Supported values are: 'low', 'medium', and 'high'.")]
    [InlineData("messages.1.content: field required")]
    [InlineData("Function get_weather_by_city_v2 needs 'parameters'.")]
    [InlineData("'temperature' must be in [0, 2]; temperature=3.5")]
    public void Scrub_WhatHelpsTheCaller_Stays(string text) => ProviderText.Scrub(text, Play.Frame()).ShouldBe(text);

    [Fact]
    public void Scrub_EitherNameOfTheModel_IsThePublicOne()
    {
        var frame = new AnswerFrame("qwen3-235b-a22b-thinking-2507", Guid.Empty, DateTimeOffset.UnixEpoch) { UpstreamModel = "ep-20260101000000-abcde" };

        ProviderText.Scrub("EP-20260101000000-abcde is not qwen3-235b-a22b-thinking-2507, says Azure", frame)
            .ShouldBe("qwen3-235b-a22b-thinking-2507 is not qwen3-235b-a22b-thinking-2507, says the provider");
    }

    [Fact]
    public void Scrub_LongText_IsCut() => ProviderText.Scrub(new string('a', 100_000).Replace("aaaaaaaa", "word so ", StringComparison.Ordinal), Play.Frame())!.Length.ShouldBeLessThan(510);

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    public void Read_OurOwnTrouble_IsNeverTheCallersFault(int status)
    {
        var error = Read(status, """{"error":{"message":"Incorrect API key provided: sk-abc"}}"""u8.ToArray()).Error;

        error.Status.ShouldBe(502);
        error.ShouldRetry.ShouldBe(false);
        error.Message.ShouldNotContain("sk-");
    }

    [Theory]
    [InlineData("""{"error":{"code":"Throttling.RateQuota","message":"m"}}""", "Throttling.RateQuota")]
    [InlineData("""{"error":{"code":1302,"message":"m"}}""", "1302")]
    [InlineData("""{"error":{"type":"server_error","message":"m"}}""", "server_error")]
    [InlineData("""{"error":{"code":"two words","message":"m"}}""", null)]
    public void Read_ProviderCode_IsKeptForTheOperator(string body, string? code) =>
        Read(429, Encoding.UTF8.GetBytes(body)).ProviderCode.ShouldBe(code);

    [Fact]
    public void Read_AnyBytes_GiveAnError() => Seeds.ForAll(1000, random =>
    {
        var bodies = FixtureFile.All.SelectMany(fixture => fixture.Responses).Where(response => response.Status >= 400 && response.Writes.Count > 0).ToList();
        var body = bodies[random.Next(bodies.Count)].Writes[0].Bytes.ToArray();
        for (var i = random.Next(4); i > 0; i--)
        {
            body[random.Next(body.Length)] = "\"{}[]:,0n\\ "u8[random.Next(11)];
        }

        Read(random.Next(300, 600), body).Error.Message.ShouldNotBeNullOrEmpty();
    });

    private static ProviderFailure Read(int status, byte[] body) => ProviderErrorReader.Read(status, body, null, Play.Frame());
}
