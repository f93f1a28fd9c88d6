using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.Serving;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.Anthropic;

/// <summary>From a received JSON text of the Messages API to an <see cref="InferenceRequest"/>, or the refusal that says what is wrong with it.</summary>
internal static class MessagesReader
{
    /// <param name="received">What arrived.</param>
    /// <param name="isCount">True where only its tokens are asked for: then it needs no bound.</param>
    public static Result<InferenceRequest> Read(in ReceivedRequest received, bool isCount)
    {
        var tape = received.Tape;
        if (JsonProblemText.ReadObject(received.Text, tape) is { } unread)
        {
            return unread;
        }

        var root = tape.Root;
        var hasParts = false;
        if ((FieldRules.Check(root, MessageFields.All) ?? CheckRequired(root, isCount) ?? BlockRules.Check(root, ref hasParts) ?? MessageToolRules.Check(root)) is { } wrong)
        {
            return wrong;
        }

        var length = received.Text.Length;
        return new InferenceRequest
        {
            Operation = Operation.Messages,
            Body = received.Text,
            Tape = tape,
            SayAsChat = () => ChatBody.Write(root, length),
            Model = root["model"u8].GetString()!,
            Stream = root["stream"u8].Kind == JsonKind.True,
            HasParts = hasParts,
            References = SourceReferences.Of(tape),
            MayMakeContainers = SourceReferences.MayMakeContainers(root["tools"u8]),
            MaxOutputTokens = root["max_tokens"u8].TryGetInt64(out var bound) ? bound : null,
            Cache = received.Cache,
            Workload = received.Workload,
            MayBeClamped = received.MayBeClamped,
            IdempotencyKey = received.IdempotencyKey,
            ForwardedHeaders = AnthropicHeaders.Forwarded(received.Headers),
        };
    }

    private static GatewayError? CheckRequired(JsonCursor root, bool isCount) =>
        string.IsNullOrEmpty(root["model"u8].GetString()) ? Required("model", "Name the model to call; GET /v1/models lists all.")
        : root["max_tokens"u8].IsNullOrMissing && !isCount ? Required("max_tokens", "Say how many tokens the answer may have.")
        : root["messages"u8].IsNullOrMissing || root["messages"u8].Count() == 0 ? Required("messages", "Send at least one message.")
        : null;

    private static GatewayError Required(string name, string fix) => new(GatewayErrorCode.InvalidRequest, $"'{name}' is required. {fix}", name);
}
