using NextModel.Errors;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers;

/// <summary>The ways a call fails without the source saying anything.</summary>
internal static class UpstreamFailures
{
    public const string CallerLeft = "caller_left";
    public const string UnreachableCode = "unreachable";
    public const string OutOfTime = "timeout_total";

    public static ProviderFailure Unreachable(AnswerFrame frame) => new(
        UnreachableCode,
        RetryScope.SameSource,
        new GatewayError(GatewayErrorCode.ProviderError, $"The source of {frame.Model} could not be reached."));

    /// <summary>The address that an organization gave its credential must not be called. Where it leads is not told.</summary>
    public static ProviderFailure AddressRefused(AnswerFrame frame) => new(
        "address_refused",
        RetryScope.OtherSource,
        new GatewayError(
            GatewayErrorCode.ProviderError,
            $"The base_url of your organization's credential {frame.CredentialId} leads to an address that may not be called. An admin of the organization has to give it a public one.")
        {
            ShouldRetry = false,
        });

    /// <param name="read">How the read ended; not with bytes.</param>
    /// <param name="frame">Whose answer it would have been.</param>
    /// <param name="stage">What was waited for, for the receipt.</param>
    public static ProviderFailure Of(UpstreamRead read, AnswerFrame frame, string stage) => read switch
    {
        UpstreamRead.Stopped => new ProviderFailure(
            CallerLeft, RetryScope.Never, new GatewayError(GatewayErrorCode.ProviderError, "The caller left before the answer had begun.")),
        UpstreamRead.OutOfTime => new ProviderFailure(
            OutOfTime,
            RetryScope.OtherSource,
            new GatewayError(GatewayErrorCode.ProviderTimeout, $"The request for {frame.Model} took longer than it may in all.")),
        UpstreamRead.Timeout => new ProviderFailure(
            "timeout_" + stage,
            RetryScope.SameSource,
            new GatewayError(GatewayErrorCode.ProviderTimeout, $"The source of {frame.Model} took too long to answer.")),
        _ => new ProviderFailure(
            "connection_broke",
            RetryScope.SameSource,
            new GatewayError(GatewayErrorCode.ProviderError, $"The source of {frame.Model} broke off its answer.")),
    };
}
