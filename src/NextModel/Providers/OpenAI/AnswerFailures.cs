using NextModel.Errors;

namespace NextModel.Providers.OpenAI;

/// <summary>The ways an answer is unusable without the source telling an error.</summary>
internal static class AnswerFailures
{
    public static ProviderFailure Malformed(AnswerFrame frame) =>
        Create("malformed_answer", RetryScope.SameSource, $"The source of {frame.Model} sent an answer that is no valid JSON of its kind.");

    public static ProviderFailure Empty(AnswerFrame frame) =>
        Create("empty_answer", RetryScope.SameSource, $"The source of {frame.Model} sent an empty answer.");

    public static ProviderFailure Incomplete(AnswerFrame frame) =>
        Create("incomplete_stream", RetryScope.SameSource, $"The source of {frame.Model} stopped in the middle of its answer.");

    public static ProviderFailure TooLarge(AnswerFrame frame) =>
        Create("answer_too_large", RetryScope.OtherSource, $"The source of {frame.Model} sent more than an answer may hold.");

    public static ProviderFailure Aborted(AnswerFrame frame) =>
        Create("answer_aborted", RetryScope.SameSource, $"The source of {frame.Model} gave up in the middle of its answer.");

    public static ProviderFailure Filtered(AnswerFrame frame) => new(
        "content_filter", RetryScope.Never, new GatewayError(GatewayErrorCode.ContentFiltered, $"The source of {frame.Model} refused the request because of its content policy."));

    private static ProviderFailure Create(string code, RetryScope retry, string message) =>
        new(code, retry, new GatewayError(GatewayErrorCode.ProviderError, message));
}
