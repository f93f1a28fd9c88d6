using NextModel.Inference;

namespace NextModel.Pipeline;

/// <summary>
/// Tokens a request is expected to need, for limits on tokens a minute: corrected when they are known, so it must be cheap, not right.
/// </summary>
internal static class TokenForecast
{
    private const int BytesPerToken = 4;

    /// <summary>A quarter of its bytes, and the output it asks for, where it says how much.</summary>
    public static long Of(InferenceRequest request) =>
        Math.Max(1, request.Body.Length / BytesPerToken) + ((request.MaxOutputTokens ?? 0) * request.Choices);
}
