using System.Text.Json;
using NextModel.Json;

namespace NextModel.Providers.Translation;

/// <summary>One chat request on its way into a dialect: what all of them begin with, judge and refuse alike.</summary>
internal abstract class DialectRequest(in TranslationJob job)
{
    protected TranslationJob Job { get; } = job;

    /// <summary>The request as it came.</summary>
    protected JsonCursor Body { get; } = job.Request.Chat.Root;

    protected TranslationNotes Notes { get; } = new(job.Request.Model);

    /// <summary>Members that are the source's own.</summary>
    protected List<JsonChild> Own { get; } = [];

    /// <summary>The bound on output that is sent; null when none is.</summary>
    protected virtual long? OutputBound => Job.Bound;

    /// <summary>Judges the members and writes the body, unless one of them is refused.</summary>
    protected Translated Translate(MemberRules rules)
    {
        var body = new PooledBuffer(Job.Request.Body.Length + 256);
        rules.Apply(Body, Job.Offer.Source.Quirks, Notes, Own);
        if (Notes.Refusal is null)
        {
            using var json = new Utf8JsonWriter(body, RequestText.Options);
            json.WriteStartObject();
            Write(json);
            json.WriteEndObject();
        }

        return new Translated(body) { Refusal = Notes.Refusal, Adjusted = Notes.Adjusted, OutputBound = OutputBound };
    }

    /// <summary>Writes the members of the body.</summary>
    protected abstract void Write(Utf8JsonWriter json);

    /// <summary>Writes the conversation of dialects that have it in <c>system</c> and <c>messages</c>.</summary>
    protected static void WriteConversation(Utf8JsonWriter json, ConversationReader conversation)
    {
        if (conversation.BeginsWithInstructions)
        {
            json.WriteStartArray("system"u8);
            conversation.ReadInstructions();
            json.WriteEndArray();
        }

        json.WriteStartArray("messages"u8);
        conversation.ReadTurns();
        json.WriteEndArray();
    }

    /// <summary>Writes <c>stop</c> as <c>stopSequences</c>.</summary>
    protected void WriteStopSequences(Utf8JsonWriter json)
    {
        var stop = Body["stop"u8];
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

    /// <summary>Writes a member that is the source's own as it came.</summary>
    protected static void WriteOwn(Utf8JsonWriter json, in JsonChild member)
    {
        json.WritePropertyName(member.Name);
        json.WriteRaw(member.Value);
    }

    /// <summary>Refuses a member of the source's own that the translation writes itself.</summary>
    protected void RefuseWritten(string name) =>
        Notes.Unsupported($"'{name}' is written here from the members OpenAI has for it: send those.", name);

    /// <summary>The schema the answer is to follow; refused where there is none.</summary>
    protected bool TryReadSchema(out JsonCursor schema)
    {
        schema = Body["response_format"u8]["json_schema"u8]["schema"u8];
        if (schema.Kind == JsonKind.Object)
        {
            return true;
        }

        Notes.Invalid("'response_format.json_schema.schema' must be a JSON Schema.", "response_format.json_schema.schema");
        return false;
    }
}
