using NextModel.Errors;

namespace NextModel.Providers;

/// <summary>What came of forwarding: an answer that has begun, an error, or nobody left to answer.</summary>
/// <param name="Call">The call that answers; to be disposed. Null otherwise.</param>
/// <param name="Error">Why no source answered. Null otherwise.</param>
internal readonly record struct ForwardResult(UpstreamCall? Call, GatewayError? Error)
{
    /// <summary>The caller left before any source answered.</summary>
    public static ForwardResult CallerLeft => default;

    public static ForwardResult Answering(UpstreamCall call) => new(call, null);

    public static ForwardResult Failed(GatewayError error) => new(null, error);
}
