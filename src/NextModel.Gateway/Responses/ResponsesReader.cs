using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.Serving;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.Responses;

/// <summary>From a received JSON text of the Responses API to an <see cref="InferenceRequest"/>, or the refusal that says what is wrong with it.</summary>
internal static class ResponsesReader
{
    /// <param name="received">What arrived.</param>
    /// <param name="history">Looks up what it refers to.</param>
    /// <param name="mayKeep">False where nothing is kept, whatever it says.</param>
    /// <param name="operation">A response, or a compaction.</param>
    /// <param name="isCount">True where only its tokens are asked for.</param>
    public static async ValueTask<Result<InferenceRequest>> ReadAsync(
        ReceivedRequest received, InputHistory history, bool mayKeep, Operation operation = Operation.Responses, bool isCount = false)
    {
        var tape = received.Tape;
        if (JsonProblemText.ReadObject(received.Text, tape) is { } unread)
        {
            return unread;
        }

        var root = tape.Root;
        var hasParts = false;
        if ((FieldRules.Check(root, ResponseFields.All) ?? CheckRequired(root, needsInput: operation == Operation.Responses && !isCount) ?? CheckServed(root) ?? ItemRules.Check(root["input"u8], ref hasParts) ?? ItemToolRules.Check(root))
            is { } wrong)
        {
            return wrong;
        }

        if (!(await history.ResolveAsync(root, RequestBody.MaxBytes)).TryGet(out var resolved, out var missing))
        {
            return missing;
        }

        var references = SourceReferences.Of(tape);
        if (resolved.Whole is { } whole)
        {
            Judge(whole, ref hasParts, ref references);
        }

        var length = received.Text.Length;
        return new InferenceRequest
        {
            Operation = operation,
            Body = received.Text,
            Tape = tape,
            SayAsChat = () => Say(root, resolved.Whole, length),
            WholeInput = resolved.Whole,
            OwnInput = resolved.Own,
            Terms = operation != Operation.Responses ? null : TermsWriter.Write(root, isKept: mayKeep && root["store"u8].Kind != JsonKind.False),
            Model = root["model"u8].GetString()!,
            Stream = operation == Operation.Responses && root["stream"u8].Kind == JsonKind.True,
            HasParts = hasParts,
            References = references,
            MayMakeContainers = SourceReferences.MayMakeContainers(root["tools"u8]),
            MaxOutputTokens = root["max_output_tokens"u8].TryGetInt64(out var bound) ? bound : null,
            Cache = received.Cache,
            Workload = received.Workload,
            MayBeClamped = received.MayBeClamped,
            IdempotencyKey = received.IdempotencyKey,
        };
    }

    // What was kept was judged when it came, or came from a source: here only what more it names.
    private static void Judge(byte[] whole, ref bool hasParts, ref IReadOnlyList<SourceReference> references)
    {
        var tape = Parse(whole);
        _ = ItemRules.Check(tape.Root, ref hasParts);
        references = [.. references.Concat(SourceReferences.Of(tape, "input")).DistinctBy(one => (one.Kind, one.Id))];
        tape.Return();
    }

    private static ChatForm Say(JsonCursor root, byte[]? whole, int length)
    {
        if (whole is null)
        {
            return ResponseBody.Write(root, root["input"u8], length);
        }

        var tape = Parse(whole);
        var form = ResponseBody.Write(root, tape.Root, length + whole.Length);
        tape.Return();
        return form;
    }

    private static JsonTape Parse(byte[] whole)
    {
        var tape = JsonTape.Rent();
        return tape.TryParse(whole, JsonLimits.Upstream, out var problem)
            ? tape
            : throw new InvalidOperationException($"An input with what it refers to is no JSON: {problem}.");
    }

    private static GatewayError? CheckRequired(JsonCursor root, bool needsInput)
    {
        var input = root["input"u8];
        var isEmpty = input.IsNullOrMissing || (input.Kind == JsonKind.Array && input.Count() == 0);
        return string.IsNullOrEmpty(root["model"u8].GetString())
                ? Required("model", root["prompt"u8].IsNullOrMissing
                    ? "Name the model to call; GET /v1/models lists all."
                    : "Which model the prompt names is known to its source alone, and here who may call it and what it costs are judged before.")
            : needsInput && isEmpty && root["previous_response_id"u8].IsNullOrMissing && root["prompt"u8].IsNullOrMissing ? Required("input", "Send a string, or at least one item.")
            : root["stream_options"u8].Kind == JsonKind.Object && root["stream"u8].Kind != JsonKind.True
                ? new GatewayError(GatewayErrorCode.InvalidRequest, "'stream_options' is only allowed with '\"stream\": true'.", "stream_options")
            : null;
    }

    // What would need more of the gateway than one answer to one request.
    private static GatewayError? CheckServed(JsonCursor root) =>
        root["background"u8].Kind == JsonKind.True
            ? NotServed("background", "Answers are made while the caller waits. Leave it out, and ask for a stream where the answer takes long.")
        : !root["conversation"u8].IsNullOrMissing
            ? NotServed("conversation", "There are no conversations here. Go on from an answer with previous_response_id, or send all items.")
        : null;

    private static GatewayError NotServed(string name, string fix) => new(GatewayErrorCode.UnsupportedParameter, $"'{name}' is not supported. {fix}", name);

    private static GatewayError Required(string name, string fix) => new(GatewayErrorCode.InvalidRequest, $"'{name}' is required. {fix}", name);
}
