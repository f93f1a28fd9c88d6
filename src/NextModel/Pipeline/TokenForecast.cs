using NextModel.Inference;

namespace NextModel.Pipeline;

/// <summary>
/// Tokens a request is expected to need, for limits on tokens a minute: corrected when they are known, so it must be cheap, not right.
/// </summary>
internal static class TokenForecast
{
    /// <summary>A quarter of its bytes, and the output it asks for, where it says how much.</summary>
    public static long Of(InferenceRequest request) =>
        request.InputForecast + ((request.MaxOutputTokens ?? 0) * request.Choices);
}
