using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Responses;

/// <summary>What changes in a response that passes on: its id and the id before it, which are the gateway's own, the model's name, and whether it is kept.</summary>
internal static class ResponseEdits
{
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] False = "false"u8.ToArray();

    /// <summary>Notes the changes to the response <paramref name="response"/>, wherever it stands in its text.</summary>
    public static void Note(JsonEdits edits, JsonCursor response, AnswerFrame frame)
    {
        var id = System.Text.Encoding.ASCII.GetBytes($"\"resp_{frame.RequestId:N}\"");
        foreach (var member in response.Children)
        {
            if (member.NameEquals("id"u8))
            {
                edits.Replace(member.Value, id);
            }
            else if (member.NameEquals("model"u8))
            {
                edits.Replace(member.Value, frame.ModelJson);
            }
            else if (member.NameEquals("previous_response_id"u8))
            {
                edits.Replace(member.Value, frame.Terms.Previous);
            }
            else if (member.NameEquals("store"u8))
            {
                edits.Replace(member.Value, frame.Terms.IsKept ? True : False);
            }
        }
    }

    /// <summary>Writes the response of a text, changed, and without its usage.</summary>
    public static void WriteWhole(JsonTape tape, JsonCursor response, AnswerFrame frame, PooledBuffer output)
    {
        using var edits = new JsonEdits(tape);
        Note(edits, response, frame);
        foreach (var member in response.Children)
        {
            if (member.NameEquals("usage"u8))
            {
                edits.Remove(member);
            }
        }

        var (start, end) = (response.Start, response.End);
        edits.Replace(0, start, default);
        edits.Replace(end, tape.Text.Length, default);
        edits.WriteTo(output);
    }
}
