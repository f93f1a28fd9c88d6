using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Gemini;

/// <summary>From a chat request to one of Gemini's <c>generateContent</c> (v1beta).</summary>
internal sealed class GeminiRequest
{
    private readonly TranslationJob _job;
    private readonly JsonCursor _body;
    private readonly GeminiModel _model;
    private readonly TranslationNotes _notes;
    private readonly List<JsonChild> _own = [];

    private GeminiRequest(in TranslationJob job)
    {
        _job = job;
        _body = job.Request.Tape.Root;
        _model = GeminiModel.Of(job.Offer.UpstreamModel);
        _notes = new TranslationNotes(job.Request.Model);
    }

    public static Translated Translate(in TranslationJob job)
    {
        var request = new GeminiRequest(job);
        var body = new PooledBuffer(job.Request.Body.Length + 256);
        GeminiMembers.Rules.Apply(request._body, job.Offer.Source.Quirks, request._notes, request._own);
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
        var conversation = new ConversationReader(_body, _notes, new GeminiConversation(json, _model, _notes));
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
        if (_notes.Refusal is null)
        {
            new GeminiTools(json, _notes).Write(_body["tools"u8], _body["tool_choice"u8]);
            WriteConfig(json);
            WriteOwn(json);
        }

        json.WriteEndObject();
    }

    private void WriteConfig(Utf8JsonWriter json)
    {
        json.WriteStartObject("generationConfig"u8);
        if (_job.Bound is { } bound)
        {
            json.WriteNumber("maxOutputTokens"u8, bound);
        }

        if (_job.Request.Choices > 1)
        {
            json.WriteNumber("candidateCount"u8, _job.Request.Choices);
        }

        Copy(json, "temperature"u8, "temperature"u8);
        Copy(json, "topP"u8, "top_p"u8);
        Copy(json, "topK"u8, "top_k"u8);
        Copy(json, "seed"u8, "seed"u8);
        CopyPenalty(json, "presencePenalty"u8, "presence_penalty"u8);
        CopyPenalty(json, "frequencyPenalty"u8, "frequency_penalty"u8);
        WriteStops(json);
        WriteLogprobs(json);
        WriteFormat(json);
        GeminiThinking.Write(json, _body["reasoning_effort"u8], _model, _notes);
        json.WriteEndObject();
    }

    private void Copy(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> member)
    {
        if (!_body[member].IsNullOrMissing)
        {
            json.WriteRaw(name, _body[member]);
        }
    }

    // Models without penalties refuse even those that are nothing.
    private void CopyPenalty(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> member)
    {
        if (_body[member].Kind == JsonKind.Number && _body[member].Raw.IndexOfAnyInRange((byte)'1', (byte)'9') >= 0)
        {
            json.WriteRaw(name, _body[member]);
        }
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

    private void WriteLogprobs(Utf8JsonWriter json)
    {
        if (_body["logprobs"u8].Kind == JsonKind.True)
        {
            json.WriteBoolean("responseLogprobs"u8, true);
            if (_body["top_logprobs"u8].TryGetInt64(out var top) && top > 0)
            {
                json.WriteNumber("logprobs"u8, top);
            }
        }
    }

    private void WriteFormat(Utf8JsonWriter json)
    {
        var format = _body["response_format"u8];
        var type = format["type"u8];
        if (format.Kind != JsonKind.Object || type.TextEquals("text"u8))
        {
            return;
        }

        var isSchema = type.TextEquals("json_schema"u8);
        if (!isSchema && !type.TextEquals("json_object"u8))
        {
            _notes.Unsupported($"'response_format.type' must be text, json_object or json_schema for {_notes.Model}.", "response_format");
            return;
        }

        json.WriteString("responseMimeType"u8, "application/json"u8);
        if (isSchema)
        {
            var schema = format["json_schema"u8]["schema"u8];
            if (schema.Kind != JsonKind.Object)
            {
                _notes.Invalid("'response_format.json_schema.schema' must be a JSON Schema.", "response_format.json_schema.schema");
                return;
            }

            json.WriteRaw("responseJsonSchema"u8, schema);
        }
    }

    // What OpenAI does not have is the source's own, and travels as it is.
    private void WriteOwn(Utf8JsonWriter json)
    {
        foreach (var member in _own)
        {
            var name = member.Name;
            if (GeminiMembers.Written.Contains(name))
            {
                _notes.Unsupported($"'{name}' is written here from the members OpenAI has for it: send those.", name);
                return;
            }

            if (name != "top_k")
            {
                json.WritePropertyName(name);
                json.WriteRaw(member.Value);
            }
        }
    }
}
