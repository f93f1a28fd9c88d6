using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Anthropic;

/// <summary>From a chat request to one of Anthropic's Messages API (version 2023-06-01).</summary>
internal sealed class AnthropicRequest
{
    private readonly TranslationJob _job;
    private readonly JsonCursor _body;
    private readonly AnthropicModel _model;
    private readonly TranslationNotes _notes;
    private readonly long _maxTokens;
    private readonly List<JsonChild> _own = [];
    private readonly List<string> _written = [];

    private AnthropicRequest(in TranslationJob job)
    {
        _job = job;
        _body = job.Request.Tape.Root;
        _model = AnthropicModels.Of(job.Offer.UpstreamModel);
        _notes = new TranslationNotes(job.Request.Model);
        _maxTokens = job.Bound ?? job.ModelLimit ?? _model.MaxOutput;
    }

    /// <summary>The bound that is sent: the API has to have one.</summary>
    public static long MaxTokens(in TranslationJob job) => job.Bound ?? job.ModelLimit ?? AnthropicModels.Of(job.Offer.UpstreamModel).MaxOutput;

    public static Translated Translate(in TranslationJob job)
    {
        var request = new AnthropicRequest(job);
        var body = new PooledBuffer(job.Request.Body.Length + 256);
        AnthropicMembers.Rules.Apply(request._body, job.Offer.Source.Quirks, request._notes, request._own);
        if (request._notes.Refusal is null)
        {
            using var json = new Utf8JsonWriter(body, RequestText.Options);
            request.Write(json);
        }

        return new Translated(body)
        {
            Refusal = request._notes.Refusal,
            Adjusted = request._notes.Adjusted,
            OutputBound = request._maxTokens,
        };
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, _job.Offer.UpstreamModel);
        json.WriteNumber("max_tokens"u8, _maxTokens);
        var writer = new AnthropicConversation(json, _notes);
        var conversation = new ConversationReader(_body, _notes, writer);
        if (conversation.BeginsWithInstructions)
        {
            json.WriteStartArray("system"u8);
            conversation.ReadInstructions();
            json.WriteEndArray();
        }

        json.WriteStartArray("messages"u8);
        conversation.ReadTurns();
        json.WriteEndArray();
        if (_notes.Refusal is null)
        {
            WriteSettings(json, conversation, mayThink: writer.HasReasoning || !writer.IsInToolLoop);
        }

        json.WriteEndObject();
    }

    private void WriteSettings(Utf8JsonWriter json, ConversationReader conversation, bool mayThink)
    {
        var choice = _body["tool_choice"u8];
        var tools = new AnthropicTools(json, _model, _notes);
        var hasTools = tools.Write(_body["tools"u8], conversation.Called);
        if (hasTools)
        {
            tools.WriteChoice(choice, _body["parallel_tool_calls"u8]);
        }

        var own = _body["thinking"u8];
        var thinking = own.Kind == JsonKind.Object ? default : AnthropicThinking.Of(
            _body["reasoning_effort"u8], _model, _maxTokens, mayThink && !(hasTools && AnthropicTools.Forces(choice)), _notes);
        thinking.Write(json);
        Note("thinking", thinking.Type is not null);
        WriteOutput(json, thinking.Effort);
        WriteSampling(json, thinking.IsOn || own["type"u8].TextEquals("enabled"u8) || own["type"u8].TextEquals("adaptive"u8));
        WriteStops(json);
        WriteUser(json);
        WriteTier(json);
        if (_job.Stream)
        {
            json.WriteBoolean("stream"u8, true);
        }

        WriteOwn(json);
    }

    private void WriteOutput(Utf8JsonWriter json, string? effort)
    {
        var format = _body["response_format"u8];
        var schema = format["json_schema"u8]["schema"u8];
        var isSchema = format["type"u8].TextEquals("json_schema"u8);
        if (format.Kind == JsonKind.Object && !format["type"u8].TextEquals("text"u8) && (!isSchema || !_model.Schemas))
        {
            _notes.Unsupported(
                isSchema ? $"'response_format' with a schema cannot be sent to {_notes.Model}: it has no such mode. Use a tool with that schema."
                : $"'response_format.type' must be json_schema or text for {_notes.Model}: nothing else is guaranteed there.",
                "response_format");
            return;
        }

        if (isSchema && schema.Kind != JsonKind.Object)
        {
            _notes.Invalid("'response_format.json_schema.schema' must be a JSON Schema.", "response_format.json_schema.schema");
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
            new AnthropicSchema(json, _notes).Write(schema);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteSampling(Utf8JsonWriter json, bool isThinking)
    {
        var (temperature, top) = (_body["temperature"u8], _body["top_p"u8]);
        var isAllowed = _model.Sampling && !isThinking;
        if (!temperature.IsNullOrMissing)
        {
            json.WriteTemperature(_job, isAllowed, _notes);
        }

        if (!top.IsNullOrMissing)
        {
            if (isAllowed && temperature.IsNullOrMissing)
            {
                json.WriteRaw("top_p"u8, top);
            }
            else
            {
                _notes.Adjust("top_p");
            }
        }
    }

    private void WriteStops(Utf8JsonWriter json)
    {
        var stop = _body["stop"u8];
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
            _notes.Unsupported($"'stop' must be strings of more than white space: {_notes.Model} takes no others.", "stop");
            return;
        }

        json.WriteRaw(stop);
    }

    private void WriteUser(Utf8JsonWriter json)
    {
        var user = _body["safety_identifier"u8] is { Kind: JsonKind.String } safety ? safety : _body["user"u8];
        if (!user.Content().IsEmpty)
        {
            json.WriteStartObject("metadata"u8);
            json.WriteRaw("user_id"u8, user);
            json.WriteEndObject();
        }
    }

    private void WriteTier(Utf8JsonWriter json)
    {
        switch (_body["service_tier"u8].GetString())
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
                _notes.Adjust("service_tier");
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
        foreach (var member in _own)
        {
            var name = member.Name;
            if (AnthropicMembers.Written.Contains(name) || _written.Contains(name))
            {
                _notes.Unsupported($"'{name}' is written here from the members OpenAI has for it: send those.", name);
                return;
            }

            if (name == "top_k" && !_model.Sampling)
            {
                _notes.Adjust(name);
                continue;
            }

            json.WritePropertyName(name);
            json.WriteRaw(member.Value);
        }
    }
}
