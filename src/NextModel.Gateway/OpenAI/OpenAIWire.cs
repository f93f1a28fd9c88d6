using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.Serving;
using NextModel.Inference;
using NextModel.Limits;

namespace NextModel.Gateway.OpenAI;

/// <summary>OpenAI's dialect over HTTP.</summary>
/// <param name="operation">Which.</param>
/// <param name="uploads">Where forms are kept until they are sent; null for an operation that takes none.</param>
internal class OpenAIWire(Operation operation, UploadPlace? uploads = null) : ClientWire
{
    private static readonly ReadOnlyMemory<byte> Comment = ": keep-alive\n\n"u8.ToArray();

    public static OpenAIWire Chat { get; } = new(Operation.ChatCompletions);

    public static OpenAIWire Embeddings { get; } = new(Operation.Embeddings);

    public override ReadOnlyMemory<byte> KeepAlive => Comment;

    protected Operation Operation => operation;

    public override string? Credential(IHeaderDictionary headers) => headers.Authorization is { Count: > 0 } values ? values.ToString() : null;

    public override GatewayError? CheckHeaders(IHeaderDictionary headers) =>
        headers.Authorization is { } authorization && (authorization.Count > 1 || authorization.ToString().Contains(','))
            ? new GatewayError(GatewayErrorCode.InvalidRequest, "The request has more than one Authorization header. Send one.")
            : null;

    public override FormBody? OpenForm(HttpRequest request) =>
        PassedRules.TakesForm(operation) && (PassedRules.NeedsForm(operation) || FormBody.Is(request)) ? uploads?.Open() : null;

    public override Result<InferenceRequest> Read(in ReceivedRequest received) => InferenceRequestReader.Read(
        operation, received.Text, received.Tape, received.Cache, received.Workload, received.MayBeClamped, received.IdempotencyKey, received.Form);

    public override void ShowId(IHeaderDictionary headers, string requestId)
    {
        // x-request-id is OpenAI's own, and sent in every dialect.
    }

    public override void ShowLimits(IHeaderDictionary headers, RateStanding? requests, RateStanding? tokens)
    {
        if (requests is { } ofRequests)
        {
            headers["x-ratelimit-limit-requests"] = ofRequests.Limit.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-remaining-requests"] = ofRequests.Remaining.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-reset-requests"] = ofRequests.ResetText;
        }

        if (tokens is { } ofTokens)
        {
            headers["x-ratelimit-limit-tokens"] = ofTokens.Limit.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-remaining-tokens"] = ofTokens.Remaining.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-reset-tokens"] = ofTokens.ResetText;
        }
    }

    public override int StatusOf(GatewayError error) => error.Status;

    public override ReadOnlyMemory<byte> ErrorBody(GatewayError error, string requestId) => OpenAI.ErrorBody.Write(error, requestId);

    public override void WriteErrorEvent(IBufferWriter<byte> output, GatewayError error, string requestId)
    {
        output.Write("data: "u8);
        output.Write(OpenAI.ErrorBody.Write(error, requestId).Span);
        output.Write("\n\n"u8);
    }
}
