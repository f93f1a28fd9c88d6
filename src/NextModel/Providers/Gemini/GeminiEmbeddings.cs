using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Gemini;

/// <summary>From an embeddings request to one of Gemini's <c>batchEmbedContents</c> (v1beta), and from its answer to OpenAI's.</summary>
internal static class GeminiEmbeddings
{
    public static Translated Translate(in TranslationJob job)
    {
        var body = new PooledBuffer(job.Request.Body.Length + 256);
        var notes = new TranslationNotes(job.Request.Model);
        var own = new List<JsonChild>();
        GeminiEmbeddingMembers.Rules.Apply(job.Request.Tape.Root, job.Offer.Source.Quirks, notes, own);
        foreach (var member in own.Where(member => GeminiEmbeddingMembers.Written.Contains(member.Name)))
        {
            notes.Unsupported($"'{member.Name}' is written here from the members OpenAI has for it: send those.", member.Name);
        }

        if (notes.Refusal is null)
        {
            using var json = new Utf8JsonWriter(body, RequestText.Options);
            Write(json, job, own, notes);
        }

        return new Translated(body) { Refusal = notes.Refusal, Adjusted = notes.Adjusted };
    }

    /// <summary>Writes the answer as OpenAI's; false when it is none.</summary>
    public static bool TryWriteAnswer(JsonCursor received, PooledBuffer answer)
    {
        var embeddings = received["embeddings"u8];
        if (embeddings.Kind != JsonKind.Array)
        {
            return false;
        }

        answer.Write("{\"object\":\"list\",\"data\":["u8);
        var place = 0;
        foreach (var embedding in embeddings.Children)
        {
            answer.Write(place == 0 ? "{\"object\":\"embedding\",\"index\":"u8 : ",{\"object\":\"embedding\",\"index\":"u8);
            answer.WriteNumber(place++);
            answer.Write(",\"embedding\":"u8);
            answer.Write(embedding.Value["values"u8].Kind == JsonKind.Array ? embedding.Value["values"u8].Raw : "null"u8);
            answer.Write("}"u8);
        }

        answer.Write("]"u8);
        if (UsageCounts.Count(received["usageMetadata"u8]["promptTokenCount"u8]) is { } input)
        {
            answer.Write(",\"usage\":{\"prompt_tokens\":"u8);
            answer.WriteNumber(input);
            answer.Write(",\"total_tokens\":"u8);
            answer.WriteNumber(input);
            answer.Write("}"u8);
        }

        answer.Write("}"u8);
        return true;
    }

    private static void Write(Utf8JsonWriter json, in TranslationJob job, List<JsonChild> own, TranslationNotes notes)
    {
        var input = job.Request.Tape.Root["input"u8];
        json.WriteStartObject();
        json.WriteStartArray("requests"u8);
        if (input.Kind == JsonKind.String)
        {
            WriteOne(json, job, input, own);
        }

        foreach (var text in input.Children)
        {
            if (text.Value.Kind != JsonKind.String)
            {
                notes.Unsupported($"'input' must be text for {notes.Model}, or a list of texts: it does not know the vocabulary that token ids are of.", "input");
                break;
            }

            WriteOne(json, job, text.Value, own);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // What OpenAI does not have (taskType, title) is the source's own: it holds for every text.
    private static void WriteOne(Utf8JsonWriter json, in TranslationJob job, JsonCursor text, List<JsonChild> own)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, "models/" + job.Offer.UpstreamModel);
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
        json.WriteStartObject();
        json.WriteRaw("text"u8, text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        if (job.Request.Tape.Root["dimensions"u8] is { IsNullOrMissing: false } dimensions)
        {
            json.WriteRaw("outputDimensionality"u8, dimensions);
        }

        foreach (var member in own)
        {
            json.WritePropertyName(member.Name);
            json.WriteRaw(member.Value);
        }

        json.WriteEndObject();
    }
}
