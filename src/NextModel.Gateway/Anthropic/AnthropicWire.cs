using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.Serving;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;

namespace NextModel.Gateway.Anthropic;

/// <summary>Anthropic's dialect over HTTP: the Messages API.</summary>
/// <param name="time">The clock of the limits that are told.</param>
/// <param name="isCount">True where only the tokens of a request are asked for.</param>
internal sealed class AnthropicWire(TimeProvider time, bool isCount = false) : ClientWire
{
    private const string Scheme = "Bearer ";

    private static readonly ReadOnlyMemory<byte> Ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n"u8.ToArray();

    public override ReadOnlyMemory<byte> KeepAlive => Ping;

    /// <summary>The key in either header. With both there, the one that is a key of ours by its form: libraries send what they find in the environment.</summary>
    public static string? KeyOf(IHeaderDictionary headers)
    {
        var bearer = headers.Authorization is { Count: > 0 } authorization ? authorization.ToString() : null;
        if (headers["x-api-key"] is not { Count: > 0 } keys || (bearer is not null && IsKey(bearer)))
        {
            return bearer;
        }

        return Scheme + keys;
    }

    public override string? Credential(IHeaderDictionary headers) => KeyOf(headers);

    public override GatewayError? CheckHeaders(IHeaderDictionary headers) =>
        headers["x-api-key"].Count > 1 || headers.Authorization.Count > 1
            ? new GatewayError(GatewayErrorCode.InvalidRequest, "The request has a key more than once. Send one x-api-key or one Authorization header.")
            : AnthropicHeaders.Check(headers);

    public override Result<InferenceRequest> Read(in ReceivedRequest received) => MessagesReader.Read(received, isCount);

    public override void ShowId(IHeaderDictionary headers, string requestId) => headers["request-id"] = requestId;

    public override void ShowLimits(IHeaderDictionary headers, RateStanding? requests, RateStanding? tokens)
    {
        Show(headers, "requests", requests);
        Show(headers, "tokens", tokens);
    }

    public override int StatusOf(GatewayError error) => AnthropicErrors.StatusOf(error);

    public override ReadOnlyMemory<byte> ErrorBody(GatewayError error, string requestId) => AnthropicErrors.Write(error, requestId);

    public override void WriteErrorEvent(IBufferWriter<byte> output, GatewayError error, string requestId)
    {
        output.Write("event: error\ndata: "u8);
        output.Write(AnthropicErrors.Write(error, requestId).Span);
        output.Write("\n\n"u8);
    }

    private void Show(IHeaderDictionary headers, string what, RateStanding? standing)
    {
        if (standing is { } limit)
        {
            headers[$"anthropic-ratelimit-{what}-limit"] = limit.Limit.ToString(CultureInfo.InvariantCulture);
            headers[$"anthropic-ratelimit-{what}-remaining"] = limit.Remaining.ToString(CultureInfo.InvariantCulture);
            headers[$"anthropic-ratelimit-{what}-reset"] = (time.GetUtcNow() + limit.Reset).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
    }

    private static bool IsKey(string bearer) =>
        bearer.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && KeyFormat.IsWellFormed(bearer.AsSpan(Scheme.Length).Trim(' '));
}
