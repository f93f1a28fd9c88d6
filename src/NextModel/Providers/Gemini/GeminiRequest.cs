using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Gemini;

/// <summary>From a chat request to one of Gemini's <c>generateContent</c> (v1beta).</summary>
internal sealed class GeminiRequest : DialectRequest
{
    private readonly GeminiModel _model;

    private GeminiRequest(in TranslationJob job)
        : base(job)
    {
        _model = GeminiModel.Of(job.Offer.UpstreamModel);
    }

    public static Translated Translate(in TranslationJob job) => new GeminiRequest(job).Translate(GeminiMembers.Rules);

    protected override void Write(Utf8JsonWriter json)
    {
        var conversation = new ConversationReader(Body, Notes, new GeminiConversation(json, _model, Notes));
        if (conversation.BeginsWithInstructions)
        {
            json.WriteStartObject("systemInstruction"u8);
            json.WriteStartArray("parts"u8);
            conversation.ReadInstructions();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteStartArray("contents"u8);
        conversation.ReadTurns();
        json.WriteEndArray();
        if (Notes.Refusal is null)
        {
            new GeminiTools(json, Notes).Write(Body["tools"u8], Body["tool_choice"u8]);
            WriteConfig(json);
            WriteOwn(json);
        }
    }

    private void WriteConfig(Utf8JsonWriter json)
    {
        json.WriteStartObject("generationConfig"u8);
        if (Job.Bound is { } bound)
        {
            json.WriteNumber("maxOutputTokens"u8, bound);
        }

        if (Job.Request.Choices > 1)
        {
            json.WriteNumber("candidateCount"u8, Job.Request.Choices);
        }

        if (Job.Temperature is { IsEmpty: false } temperature)
        {
            json.WriteRaw("temperature"u8, temperature);
        }

        Copy(json, "topP"u8, "top_p"u8);
        Copy(json, "topK"u8, "top_k"u8);
        Copy(json, "seed"u8, "seed"u8);
        CopyPenalty(json, "presencePenalty"u8, "presence_penalty"u8);
        CopyPenalty(json, "frequencyPenalty"u8, "frequency_penalty"u8);
        WriteStopSequences(json);
        WriteLogprobs(json);
        WriteFormat(json);
        GeminiThinking.Write(json, Body["reasoning_effort"u8], _model, Notes);
        json.WriteEndObject();
    }

    private void Copy(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> member)
    {
        if (!Body[member].IsNullOrMissing)
        {
            json.WriteRaw(name, Body[member]);
        }
    }

    // Models without penalties refuse even those that are nothing.
    private void CopyPenalty(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> member)
    {
        if (Body[member].Kind == JsonKind.Number && Body[member].Raw.IndexOfAnyInRange((byte)'1', (byte)'9') >= 0)
        {
            json.WriteRaw(name, Body[member]);
        }
    }

    private void WriteLogprobs(Utf8JsonWriter json)
    {
        if (Body["logprobs"u8].Kind == JsonKind.True)
        {
            json.WriteBoolean("responseLogprobs"u8, true);
            if (Body["top_logprobs"u8].TryGetInt64(out var top) && top > 0)
            {
                json.WriteNumber("logprobs"u8, top);
            }
        }
    }

    private void WriteFormat(Utf8JsonWriter json)
    {
        var format = Body["response_format"u8];
        var type = format["type"u8];
        if (format.Kind != JsonKind.Object || type.TextEquals("text"u8))
        {
            return;
        }

        var isSchema = type.TextEquals("json_schema"u8);
        if (!isSchema && !type.TextEquals("json_object"u8))
        {
            Notes.Unsupported($"'response_format.type' must be text, json_object or json_schema for {Notes.Model}.", "response_format");
            return;
        }

        json.WriteString("responseMimeType"u8, "application/json"u8);
        if (isSchema)
        {
            if (TryReadSchema(out var schema))
            {
                json.WriteRaw("responseJsonSchema"u8, schema);
            }
        }
    }

    // What OpenAI does not have is the source's own, and travels as it is.
    private void WriteOwn(Utf8JsonWriter json)
    {
        foreach (var member in Own)
        {
            var name = member.Name;
            if (GeminiMembers.Written.Contains(name))
            {
                RefuseWritten(name);
                return;
            }

            if (name != "top_k")
            {
                WriteOwn(json, member);
            }
        }
    }
}
