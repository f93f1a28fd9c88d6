using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.Comparing;

/// <summary>What <c>POST /api/compare</c> asks: one chat request, and the models it goes to.</summary>
internal sealed class ComparisonRequest
{
    /// <summary>Largest body, in bytes: it is sent to each of the models.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private const int FewestModels = 2;
    private const int MostModels = 6;

    // Each request names its own model, and all of them stream.
    private static readonly string[] Own = ["model", "stream", "stream_options"];

    private byte[] _members = [];
    private CacheDirective _cache = CacheDirective.Default;
    private string? _workload;

    public IReadOnlyList<string> Models { get; private set; } = [];

    public string? Authorization { get; private init; }

    /// <summary>Id of the API key that somebody who is signed in pays with; null for the one in <see cref="Authorization"/>.</summary>
    public string? KeyId { get; private init; }

    public CancellationToken CallerGone { get; private init; }

    public static async ValueTask<Result<ComparisonRequest>> ReadAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var asked = new ComparisonRequest { Authorization = headers.Authorization.ToString(), CallerGone = context.RequestAborted };
        if (headers.ContainsKey("idempotency-key"))
        {
            return Wrong("A comparison is several requests and takes no idempotency-key. Leave it out.", "idempotency-key");
        }

        if (CacheDirectiveReader.Read(headers, out asked._cache) is { } badDirective)
        {
            return badDirective;
        }

        asked._workload = headers.TryGetValue("x-nextmodel-workload", out var label) ? label.ToString() : null;
        if (asked._workload is { } workload && !HttpExchange.IsLabel(workload))
        {
            return Wrong($"x-nextmodel-workload '{Header.Show(workload)}' may only have 1 to 64 letters, digits, '-', '_', '.', ':' and '/'.", "x-nextmodel-workload");
        }

        using var body = new RequestBody();
        if (await body.ReadAsync(context.Request) is { } refusal)
        {
            return refusal;
        }

        if (body.Text.Length > MaxBytes)
        {
            return new GatewayError(GatewayErrorCode.RequestTooLarge, $"The body of a comparison may have {MaxBytes / (1024 * 1024)} MiB: it is sent to every model.");
        }

        return asked.Parse(body.Text);
    }

    /// <summary>The same without a request over HTTP, for the dashboard.</summary>
    /// <param name="keyId">Id of the API key that pays.</param>
    /// <param name="models">As in the body.</param>
    /// <param name="request">The body of a chat completion, without its model.</param>
    /// <param name="isFresh">True asks the sources even where there is an answer to replay.</param>
    /// <param name="workload">Label on the receipts.</param>
    /// <param name="callerGone">Ends when nobody waits any more.</param>
    public static Result<ComparisonRequest> Of(
        string keyId, IReadOnlyList<string> models, byte[] request, bool isFresh, string workload, CancellationToken callerGone)
    {
        var asked = new ComparisonRequest { KeyId = keyId, CallerGone = callerGone };
        asked._workload = workload;
        asked._cache = isFresh ? CacheDirective.Default with { MayRead = false, Reason = "refresh" } : CacheDirective.Default;
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("models"u8);
            foreach (var model in models)
            {
                json.WriteStringValue(model);
            }

            json.WriteEndArray();
            json.WritePropertyName("request"u8);
            json.WriteRawValue(request);
            json.WriteEndObject();
        }

        return asked.Parse(body.ToArray());
    }

    /// <summary>The request to one of the models.</summary>
    public Result<InferenceRequest> Read(string model, JsonTape tape)
    {
        var name = JsonEncodedText.Encode(model);
        byte[] text =
        [
            .. "{\"model\":\""u8, .. name.EncodedUtf8Bytes, .. "\",\"stream\":true,\"stream_options\":{\"include_usage\":true}"u8,
            .. _members.Length > 0 ? ","u8 : default, .. _members, .. "}"u8,
        ];
        return InferenceRequestReader.Read(Operation.ChatCompletions, text, tape, _cache, _workload, mayBeClamped: false, null);
    }

    private Result<ComparisonRequest> Parse(ReadOnlyMemory<byte> body)
    {
        var tape = JsonTape.Rent();
        try
        {
            return tape.TryParse(body, JsonLimits.Request, out var problem) ? Take(tape.Root) ?? (Result<ComparisonRequest>)this : JsonProblemText.Describe(problem, body.Span);
        }
        finally
        {
            tape.Return();
        }
    }

    private GatewayError? Take(JsonCursor root)
    {
        if (root.Kind != JsonKind.Object)
        {
            return Wrong("The body must be a JSON object with 'models' and 'request'.", null);
        }

        foreach (var member in root.Children)
        {
            if (member.Name is not ("models" or "request"))
            {
                return Wrong($"There is no member '{Header.Show(member.Name)}' here. Known: models, request. What the models are asked stands in 'request'.", Header.Show(member.Name));
            }
        }

        return TakeModels(root["models"u8]) ?? TakeRequest(root["request"u8]);
    }

    private GatewayError? TakeModels(JsonCursor models)
    {
        var names = new List<string>();
        foreach (var one in models.Kind == JsonKind.Array ? models.Children : default)
        {
            if (one.Value.GetString() is not { Length: > 0 } name || names.Contains(name))
            {
                return Wrong($"'models[{names.Count}]' must be a model's name that is not there already.", $"models[{names.Count}]");
            }

            names.Add(name);
        }

        Models = names;
        return names.Count is < FewestModels or > MostModels
            ? Wrong($"'models' must be a list of {FewestModels} to {MostModels} names, but it has {names.Count}.", "models")
            : null;
    }

    private GatewayError? TakeRequest(JsonCursor request)
    {
        if (request.Kind != JsonKind.Object)
        {
            return Wrong("'request' is required: the body of a chat completion, without its model.", "request");
        }

        foreach (var member in request.Children)
        {
            if (Own.Contains(member.Name))
            {
                return Wrong($"'request.{member.Name}' is set here: each request names one of 'models', and all of them stream. Leave it out.", $"request.{member.Name}");
            }
        }

        _members = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(request.Raw[1..^1]).Trim());

        // What is wrong with the request itself is wrong with every one of them.
        var tape = JsonTape.Rent();
        var reading = Read(Models[0], tape);
        tape.Return();
        return reading.TryGet(out _, out var refusal) ? null : refusal with { Param = refusal.Param is { } param ? $"request.{param}" : "request" };
    }

    private static GatewayError Wrong(string message, string? param) => new(GatewayErrorCode.InvalidRequest, message, param);
}
