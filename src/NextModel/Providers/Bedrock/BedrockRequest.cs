using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.Anthropic;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Bedrock;

/// <summary>From a chat request to one of Bedrock's Converse API.</summary>
internal sealed class BedrockRequest : DialectRequest
{
    private readonly AnthropicModel? _claude;

    private BedrockRequest(in TranslationJob job)
        : base(job)
    {
        _claude = job.Offer.UpstreamModel.Contains("claude", StringComparison.OrdinalIgnoreCase) ? AnthropicModels.Of(job.Offer.UpstreamModel) : null;
    }

    public static Translated Translate(in TranslationJob job) => new BedrockRequest(job).Translate(BedrockMembers.Rules);

    protected override void Write(Utf8JsonWriter json)
    {
        var writer = new BedrockConversation(json, Notes, isClaude: _claude is not null);
        var conversation = new ConversationReader(Body, Notes, writer);
        WriteConversation(json, conversation);
        if (Notes.Refusal is null)
        {
            var choice = Body["tool_choice"u8];
            new BedrockTools(json, Notes).Write(Body["tools"u8], choice, [.. conversation.Called]);
            var mayThink = (writer.HasReasoning || !writer.IsInToolLoop) && !AnthropicTools.Forces(choice);
            WriteSettings(json, mayThink);
        }
    }

    private void WriteSettings(Utf8JsonWriter json, bool mayThink)
    {
        var own = Body["thinking"u8];
        var effort = Body["reasoning_effort"u8];
        var thinking = default(AnthropicThinking);
        if (_claude is not null && own.Kind != JsonKind.Object)
        {
            thinking = AnthropicThinking.Of(effort, _claude, Job.Bound ?? Job.ModelLimit ?? _claude.MaxOutput, mayThink, Notes);
        }
        else if (!effort.IsNullOrMissing)
        {
            Notes.Adjust("reasoning_effort");
        }

        WriteInference(json, thinking.IsOn || own["type"u8].TextEquals("enabled"u8) || own["type"u8].TextEquals("adaptive"u8), thinking.Budget is not null);
        WriteFormat(json);
        WriteTier(json);
        if (Body["metadata"u8].Count() > 0)
        {
            json.WriteRaw("requestMetadata"u8, Body["metadata"u8]);
        }

        WriteOwn(json, thinking);
    }

    private void WriteInference(Utf8JsonWriter json, bool isThinking, bool needsBound)
    {
        json.WriteStartObject("inferenceConfig"u8);
        if ((Job.Bound ?? (needsBound ? Job.ModelLimit ?? _claude!.MaxOutput : null)) is { } bound)
        {
            json.WriteNumber("maxTokens"u8, bound);
        }

        var (temperature, top) = (Body["temperature"u8], Body["top_p"u8]);
        var isAllowed = !isThinking && _claude is not { Sampling: false };
        if (!temperature.IsNullOrMissing)
        {
            json.WriteTemperature(Job, isAllowed, Notes);
        }

        if (!top.IsNullOrMissing)
        {
            if (isAllowed && (_claude is null || temperature.IsNullOrMissing))
            {
                json.WriteRaw("topP"u8, top);
            }
            else
            {
                Notes.Adjust("top_p");
            }
        }

        WriteStopSequences(json);
        json.WriteEndObject();
    }

    private void WriteFormat(Utf8JsonWriter json)
    {
        var format = Body["response_format"u8];
        if (format.Kind != JsonKind.Object || format["type"u8].TextEquals("text"u8))
        {
            return;
        }

        var name = format["json_schema"u8]["name"u8];
        if (!format["type"u8].TextEquals("json_schema"u8) || _claude is { Schemas: false })
        {
            Notes.Unsupported($"'response_format.type' must be json_schema or text for {Notes.Model}, and its model must know schemas.", "response_format");
            return;
        }

        if (!TryReadSchema(out var schema))
        {
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
            new AnthropicSchema(inner, Notes).Write(schema);
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
        var tier = Body["service_tier"u8].GetString();
        if (tier is "default" or "flex" or "priority")
        {
            json.WriteStartObject("serviceTier"u8);
            json.WriteString("type"u8, tier);
            json.WriteEndObject();
        }
        else if (tier is not (null or "auto"))
        {
            Notes.Adjust("service_tier");
        }
    }

    // What OpenAI does not have is the source's own, or the model's behind it.
    private void WriteOwn(Utf8JsonWriter json, AnthropicThinking thinking)
    {
        foreach (var member in Own)
        {
            if (BedrockMembers.Written.Contains(member.Name))
            {
                RefuseWritten(member.Name);
                return;
            }

            if (BedrockMembers.Own.Contains(member.Name))
            {
                WriteOwn(json, member);
            }
        }

        WriteForModel(json, thinking);
    }

    // The first that names a field counts: what the caller wrote for the model itself, its other members, the effort.
    private void WriteForModel(Utf8JsonWriter json, AnthropicThinking thinking)
    {
        var fields = new List<JsonChild>();
        var given = Body["additionalModelRequestFields"u8];
        if (given.Kind is not (JsonKind.Object or JsonKind.None or JsonKind.Null))
        {
            Notes.Invalid("'additionalModelRequestFields' must be an object.", "additionalModelRequestFields");
            return;
        }

        foreach (var member in given.Children)
        {
            fields.Add(member);
        }

        foreach (var member in Own)
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
            WriteOwn(json, member);
        }

        json.WriteEndObject();
    }
}
