using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.Anthropic;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Bedrock;

/// <summary>From a chat request to one of Bedrock's Converse API.</summary>
internal sealed class BedrockRequest
{
    private readonly TranslationJob _job;
    private readonly JsonCursor _body;
    private readonly AnthropicModel? _claude;
    private readonly TranslationNotes _notes;
    private readonly List<JsonChild> _own = [];

    private BedrockRequest(in TranslationJob job)
    {
        _job = job;
        _body = job.Request.Tape.Root;
        _claude = job.Offer.UpstreamModel.Contains("claude", StringComparison.OrdinalIgnoreCase) ? AnthropicModels.Of(job.Offer.UpstreamModel) : null;
        _notes = new TranslationNotes(job.Request.Model);
    }

    public static Translated Translate(in TranslationJob job)
    {
        var request = new BedrockRequest(job);
        var body = new PooledBuffer(job.Request.Body.Length + 256);
        BedrockMembers.Rules.Apply(request._body, job.Offer.Source.Quirks, request._notes, request._own);
        if (request._notes.Refusal is null)
        {
            using var json = new Utf8JsonWriter(body, RequestText.Options);
            request.Write(json);
        }

        return new Translated(body) { Refusal = request._notes.Refusal, Adjusted = request._notes.Adjusted, OutputBound = job.Bound };
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        var writer = new BedrockConversation(json, _notes);
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
            var choice = _body["tool_choice"u8];
            new BedrockTools(json, _notes).Write(_body["tools"u8], choice, [.. conversation.Called]);
            var mayThink = (writer.HasReasoning || !writer.IsInToolLoop) && !AnthropicTools.Forces(choice);
            WriteSettings(json, mayThink);
        }

        json.WriteEndObject();
    }

    private void WriteSettings(Utf8JsonWriter json, bool mayThink)
    {
        var own = _body["thinking"u8];
        var effort = _body["reasoning_effort"u8];
        var thinking = default(AnthropicThinking);
        if (_claude is not null && own.Kind != JsonKind.Object)
        {
            thinking = AnthropicThinking.Of(effort, _claude, _job.Bound ?? _job.ModelLimit ?? _claude.MaxOutput, mayThink, _notes);
        }
        else if (!effort.IsNullOrMissing)
        {
            _notes.Adjust("reasoning_effort");
        }

        WriteInference(json, thinking.IsOn || own["type"u8].TextEquals("enabled"u8) || own["type"u8].TextEquals("adaptive"u8), thinking.Budget is not null);
        WriteFormat(json);
        WriteTier(json);
        if (_body["metadata"u8].Count() > 0)
        {
            json.WriteRaw("requestMetadata"u8, _body["metadata"u8]);
        }

        WriteOwn(json, thinking);
    }

    private void WriteInference(Utf8JsonWriter json, bool isThinking, bool needsBound)
    {
        json.WriteStartObject("inferenceConfig"u8);
        if ((_job.Bound ?? (needsBound ? _job.ModelLimit ?? _claude!.MaxOutput : null)) is { } bound)
        {
            json.WriteNumber("maxTokens"u8, bound);
        }

        var (temperature, top) = (_body["temperature"u8], _body["top_p"u8]);
        var isAllowed = !isThinking && _claude is not { Sampling: false };
        if (!temperature.IsNullOrMissing)
        {
            json.WriteTemperature(_job, isAllowed, _notes);
        }

        if (!top.IsNullOrMissing)
        {
            if (isAllowed && (_claude is null || temperature.IsNullOrMissing))
            {
                json.WriteRaw("topP"u8, top);
            }
            else
            {
                _notes.Adjust("top_p");
            }
        }

        WriteStops(json);
        json.WriteEndObject();
    }

    private void WriteStops(Utf8JsonWriter json)
    {
        var stop = _body["stop"u8];
        if (stop.Kind == JsonKind.String)
        {
            json.WriteStartArray("stopSequences"u8);
            json.WriteRaw(stop);
            json.WriteEndArray();
        }
        else if (stop.Count() > 0)
        {
            json.WriteRaw("stopSequences"u8, stop);
        }
    }

    private void WriteFormat(Utf8JsonWriter json)
    {
        var format = _body["response_format"u8];
        if (format.Kind != JsonKind.Object || format["type"u8].TextEquals("text"u8))
        {
            return;
        }

        var (schema, name) = (format["json_schema"u8]["schema"u8], format["json_schema"u8]["name"u8]);
        if (!format["type"u8].TextEquals("json_schema"u8) || _claude is { Schemas: false })
        {
            _notes.Unsupported($"'response_format.type' must be json_schema or text for {_notes.Model}, and its model must know schemas.", "response_format");
            return;
        }

        if (schema.Kind != JsonKind.Object)
        {
            _notes.Invalid("'response_format.json_schema.schema' must be a JSON Schema.", "response_format.json_schema.schema");
            return;
        }

        json.WriteStartObject("outputConfig"u8);
        json.WriteStartObject("textFormat"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("structure"u8);
        json.WriteStartObject("jsonSchema"u8);

        // A schema is a text here. What Anthropic cannot hold an answer to, the others cannot either.
        using var text = new PooledBuffer(512);
        using (var inner = new Utf8JsonWriter(text, RequestText.Options))
        {
            new AnthropicSchema(inner, _notes).Write(schema);
        }

        json.WriteString("schema"u8, text.Written);
        if (!name.Content().IsEmpty)
        {
            json.WriteRaw("name"u8, name);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteTier(Utf8JsonWriter json)
    {
        var tier = _body["service_tier"u8].GetString();
        if (tier is "default" or "flex" or "priority")
        {
            json.WriteStartObject("serviceTier"u8);
            json.WriteString("type"u8, tier);
            json.WriteEndObject();
        }
        else if (tier is not (null or "auto"))
        {
            _notes.Adjust("service_tier");
        }
    }

    // What OpenAI does not have is the source's own, or the model's behind it.
    private void WriteOwn(Utf8JsonWriter json, AnthropicThinking thinking)
    {
        foreach (var member in _own)
        {
            if (BedrockMembers.Written.Contains(member.Name))
            {
                _notes.Unsupported($"'{member.Name}' is written here from the members OpenAI has for it: send those.", member.Name);
                return;
            }

            if (BedrockMembers.Own.Contains(member.Name))
            {
                json.WritePropertyName(member.Name);
                json.WriteRaw(member.Value);
            }
        }

        WriteForModel(json, thinking);
    }

    // The first that names a field counts: what the caller wrote for the model itself, its other members, the effort.
    private void WriteForModel(Utf8JsonWriter json, AnthropicThinking thinking)
    {
        var fields = new List<JsonChild>();
        var given = _body["additionalModelRequestFields"u8];
        if (given.Kind is not (JsonKind.Object or JsonKind.None or JsonKind.Null))
        {
            _notes.Invalid("'additionalModelRequestFields' must be an object.", "additionalModelRequestFields");
            return;
        }

        foreach (var member in given.Children)
        {
            fields.Add(member);
        }

        foreach (var member in _own)
        {
            if (!BedrockMembers.Own.Contains(member.Name) && member.Name != "additionalModelRequestFields" && !fields.Exists(known => known.Name == member.Name))
            {
                fields.Add(member);
            }
        }

        var writesThinking = thinking.Type is not null && !fields.Exists(known => known.Name == "thinking");
        var writesEffort = thinking.Effort is not null && !fields.Exists(known => known.Name == "output_config");
        if (fields.Count == 0 && !writesThinking && !writesEffort)
        {
            return;
        }

        json.WriteStartObject("additionalModelRequestFields"u8);
        if (writesThinking)
        {
            thinking.Write(json);
        }

        if (writesEffort)
        {
            json.WriteStartObject("output_config"u8);
            json.WriteString("effort"u8, thinking.Effort);
            json.WriteEndObject();
        }

        foreach (var member in fields)
        {
            json.WritePropertyName(member.Name);
            json.WriteRaw(member.Value);
        }

        json.WriteEndObject();
    }
}
