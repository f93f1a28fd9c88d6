using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Anthropic;

/// <summary>From a chat request to one of Anthropic's Messages API (version 2023-06-01).</summary>
internal sealed class AnthropicRequest : DialectRequest
{
    private readonly AnthropicModel _model;
    private readonly long _maxTokens;
    private readonly List<string> _written = [];

    private AnthropicRequest(in TranslationJob job)
        : base(job)
    {
        _model = AnthropicModels.Of(job.Offer.UpstreamModel);
        _maxTokens = MaxTokens(job);
    }

    protected override long? OutputBound => _maxTokens;

    /// <summary>The bound that is sent: the API has to have one.</summary>
    public static long MaxTokens(in TranslationJob job) => job.Bound ?? job.ModelLimit ?? AnthropicModels.Of(job.Offer.UpstreamModel).MaxOutput;

    public static Translated Translate(in TranslationJob job) => new AnthropicRequest(job).Translate(AnthropicMembers.Rules);

    protected override void Write(Utf8JsonWriter json)
    {
        json.WriteString("model"u8, Job.Offer.UpstreamModel);
        json.WriteNumber("max_tokens"u8, _maxTokens);
        var writer = new AnthropicConversation(json, Notes);
        var conversation = new ConversationReader(Body, Notes, writer);
        WriteConversation(json, conversation);
        if (Notes.Refusal is null)
        {
            WriteSettings(json, conversation, mayThink: writer.HasReasoning || !writer.IsInToolLoop);
        }
    }

    private void WriteSettings(Utf8JsonWriter json, ConversationReader conversation, bool mayThink)
    {
        var choice = Body["tool_choice"u8];
        var tools = new AnthropicTools(json, _model, Notes);
        var hasTools = tools.Write(Body["tools"u8], conversation.Called);
        if (hasTools)
        {
            tools.WriteChoice(choice, Body["parallel_tool_calls"u8]);
        }

        var own = Body["thinking"u8];
        var thinking = own.Kind == JsonKind.Object ? default : AnthropicThinking.Of(
            Body["reasoning_effort"u8], _model, _maxTokens, mayThink && !(hasTools && AnthropicTools.Forces(choice)), Notes);
        thinking.Write(json);
        Note("thinking", thinking.Type is not null);
        WriteOutput(json, thinking.Effort);
        WriteSampling(json, thinking.IsOn || own["type"u8].TextEquals("enabled"u8) || own["type"u8].TextEquals("adaptive"u8));
        WriteStops(json);
        WriteUser(json);
        WriteTier(json);
        if (Job.Stream)
        {
            json.WriteBoolean("stream"u8, true);
        }

        WriteOwn(json);
    }

    private void WriteOutput(Utf8JsonWriter json, string? effort)
    {
        var format = Body["response_format"u8];
        var isSchema = format["type"u8].TextEquals("json_schema"u8);
        if (format.Kind == JsonKind.Object && !format["type"u8].TextEquals("text"u8) && (!isSchema || !_model.Schemas))
        {
            Notes.Unsupported(
                isSchema ? $"'response_format' with a schema cannot be sent to {Notes.Model}: it has no such mode. Use a tool with that schema."
                : $"'response_format.type' must be json_schema or text for {Notes.Model}: nothing else is guaranteed there.",
                "response_format");
            return;
        }

        var schema = default(JsonCursor);
        if (isSchema && !TryReadSchema(out schema))
        {
            return;
        }

        if (!isSchema && effort is null)
        {
            return;
        }

        Note("output_config", true);
        json.WriteStartObject("output_config"u8);
        if (effort is not null)
        {
            json.WriteString("effort"u8, effort);
        }

        if (isSchema)
        {
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            json.WritePropertyName("schema"u8);
            new AnthropicSchema(json, Notes).Write(schema);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteSampling(Utf8JsonWriter json, bool isThinking)
    {
        var (temperature, top) = (Body["temperature"u8], Body["top_p"u8]);
        var isAllowed = _model.Sampling && !isThinking;
        if (!temperature.IsNullOrMissing)
        {
            json.WriteTemperature(Job, isAllowed, Notes);
        }

        if (!top.IsNullOrMissing)
        {
            if (isAllowed && temperature.IsNullOrMissing)
            {
                json.WriteRaw("top_p"u8, top);
            }
            else
            {
                Notes.Adjust("top_p");
            }
        }
    }

    private void WriteStops(Utf8JsonWriter json)
    {
        var stop = Body["stop"u8];
        if (stop.IsNullOrMissing || (stop.Kind == JsonKind.Array && stop.Count() == 0))
        {
            return;
        }

        json.WriteStartArray("stop_sequences"u8);
        if (stop.Kind == JsonKind.String)
        {
            WriteStop(json, stop);
        }

        foreach (var one in stop.Children)
        {
            WriteStop(json, one.Value);
        }

        json.WriteEndArray();
    }

    private void WriteStop(Utf8JsonWriter json, JsonCursor stop)
    {
        if (string.IsNullOrWhiteSpace(stop.GetString()))
        {
            Notes.Unsupported($"'stop' must be strings of more than white space: {Notes.Model} takes no others.", "stop");
            return;
        }

        json.WriteRaw(stop);
    }

    private void WriteUser(Utf8JsonWriter json)
    {
        var user = Body["safety_identifier"u8] is { Kind: JsonKind.String } safety ? safety : Body["user"u8];
        if (!user.Content().IsEmpty)
        {
            json.WriteStartObject("metadata"u8);
            json.WriteRaw("user_id"u8, user);
            json.WriteEndObject();
        }
    }

    private void WriteTier(Utf8JsonWriter json)
    {
        switch (Body["service_tier"u8].GetString())
        {
            case null:
                break;
            case "auto":
                json.WriteString("service_tier"u8, "auto"u8);
                break;
            case "default":
                json.WriteString("service_tier"u8, "standard_only"u8);
                break;
            case "fast":
                json.WriteString("speed"u8, "fast"u8);
                Note("speed", true);
                break;
            default:
                Notes.Adjust("service_tier");
                break;
        }
    }

    private void Note(string member, bool isWritten)
    {
        if (isWritten)
        {
            _written.Add(member);
        }
    }

    // What OpenAI does not have is the source's own, and travels as it is.
    private void WriteOwn(Utf8JsonWriter json)
    {
        foreach (var member in Own)
        {
            var name = member.Name;
            if (AnthropicMembers.Written.Contains(name) || _written.Contains(name))
            {
                RefuseWritten(name);
                return;
            }

            if (name == "top_k" && !_model.Sampling)
            {
                Notes.Adjust(name);
                continue;
            }

            WriteOwn(json, member);
        }
    }
}
