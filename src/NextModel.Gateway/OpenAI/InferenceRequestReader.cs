using NextModel.Errors;
using NextModel.Gateway.Serving;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.OpenAI;

/// <summary>From a received JSON text to an <see cref="InferenceRequest"/>, or the refusal that says what is wrong with it.</summary>
internal static class InferenceRequestReader
{
    public static Result<InferenceRequest> Read(
        Operation operation, ReadOnlyMemory<byte> text, JsonTape tape, CacheDirective cache, string? workload, bool mayBeClamped,
        string? idempotencyKey, ReceivedForm? form = null)
    {
        if (JsonProblemText.ReadObject(text, tape) is { } unread)
        {
            return unread;
        }

        var root = tape.Root;
        if (FieldRules.Check(root, RulesOf(operation)) is { } badField)
        {
            return badField;
        }

        var model = root["model"u8] is { IsNullOrMissing: false } named ? named.GetString() : PassedRules.UsualModel(operation);
        if (string.IsNullOrEmpty(model))
        {
            return Required("model", "Name the model to call; GET /v1/models lists all.");
        }

        var hasParts = false;
        if (CheckContent(operation, root, form is not null, ref hasParts) is { } badContent)
        {
            return badContent;
        }

        var isOpaque = operation.IsOpaque();
        var stream = isOpaque ? PassedRules.Streams(operation, root) : root["stream"u8].Kind == JsonKind.True;
        var streamOptions = root["stream_options"u8];
        if (streamOptions.Kind == JsonKind.Object && !stream)
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, "'stream_options' is only allowed with '\"stream\": true'.", "stream_options");
        }

        return new InferenceRequest
        {
            Operation = operation,
            Body = text,
            Tape = tape,
            Model = model,
            Stream = stream && operation != Operation.Embeddings,
            IncludeUsage = streamOptions["include_usage"u8].Kind == JsonKind.True,
            HasParts = hasParts,
            Form = form,
            References = SourceReferences.Of(tape),
            Choices = operation == Operation.Completions ? CompletionRules.Choices(root)
                : isOpaque ? PassedRules.Images(root)
                : (int)(Bound(root["n"u8]) ?? 1),
            MaxOutputTokens = operation == Operation.Completions
                ? Bound(root["max_tokens"u8]) ?? CompletionRules.UsualTokens
                : Positive(root["max_completion_tokens"u8]) ?? Positive(root["max_tokens"u8]),
            Cache = cache,
            Workload = workload,
            MayBeClamped = mayBeClamped,
            IdempotencyKey = idempotencyKey,
        };
    }

    // Whether 0 is a mistake or no bound at all is the source's to say: it bounds nothing here.
    private static long? Positive(JsonCursor value) => Bound(value) is > 0 and var bound ? bound : null;

    private static long? Bound(JsonCursor value) => value.TryGetInt64(out var bound) ? bound : null;

    private static FieldRule[] RulesOf(Operation operation) => operation switch
    {
        Operation.ChatCompletions => FieldRules.Chat,
        Operation.Completions => FieldRules.Completions,
        _ when operation.IsOpaque() => [],
        _ => FieldRules.Embeddings,
    };

    private static GatewayError? CheckContent(Operation operation, JsonCursor root, bool isForm, ref bool hasParts) => operation switch
    {
        Operation.ChatCompletions => CheckMessages(root["messages"u8], out hasParts) ?? CheckTools(root),
        Operation.Completions => CompletionRules.Check(root),
        _ when operation.IsOpaque() => PassedRules.Check(operation, root, isForm),
        _ => CheckInput(root),
    };

    private static GatewayError? CheckTools(JsonCursor root) =>
        root["tools"u8] is { Kind: JsonKind.Array } tools ? ToolRules.Check(tools, root["tool_choice"u8]) : null;

    private static GatewayError? CheckMessages(JsonCursor messages, out bool hasParts)
    {
        hasParts = false;
        if (messages.IsNullOrMissing || messages.Count() == 0)
        {
            return Required("messages", "Send at least one message.");
        }

        var index = 0;
        foreach (var message in messages.Children)
        {
            if (message.Value.Kind != JsonKind.Object)
            {
                return new GatewayError(
                    GatewayErrorCode.InvalidRequest,
                    $"'messages[{index}]' must be an object, but it is {FieldRules.Describe(message.Value.Kind)}.",
                    $"messages[{index}]");
            }

            var role = message.Value["role"u8];
            if (role.Kind != JsonKind.String)
            {
                return new GatewayError(
                    GatewayErrorCode.InvalidRequest,
                    $"'messages[{index}].role' must be a string such as user or system, but it is {FieldRules.Describe(role.Kind)}.",
                    $"messages[{index}].role");
            }

            var content = message.Value["content"u8];
            if (content.Kind == JsonKind.Array)
            {
                hasParts = true;
                if (PartRules.Check(content, index) is { } badPart)
                {
                    return badPart;
                }
            }

            index++;
        }

        return null;
    }

    private static GatewayError? CheckInput(JsonCursor root)
    {
        var input = root["input"u8];
        if (input.IsNullOrMissing || (input.Kind == JsonKind.Array && input.Count() == 0))
        {
            return Required("input", "Send a string, or a list of strings or token lists.");
        }

        var encoding = root["encoding_format"u8];
        if (encoding.Kind == JsonKind.String && !encoding.TextEquals("float"u8) && !encoding.TextEquals("base64"u8))
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, "'encoding_format' must be 'float' or 'base64'.", "encoding_format");
        }

        return null;
    }

    private static GatewayError Required(string name, string fix) =>
        new(GatewayErrorCode.InvalidRequest, $"'{name}' is required. {fix}", name);
}
