using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NextModel.Testing.Upstream;

/// <summary>Well-formed embeddings made to order: the first component of every vector is a mark of the answer.</summary>
internal static class EmbeddingAnswer
{
    /// <summary>One vector for each input, as floats or base64 as asked.</summary>
    public static ScriptedResponse To(ReceivedRequest request, int mark)
    {
        var base64 = request.Member("encoding_format") is { ValueKind: JsonValueKind.String } format && format.ValueEquals("base64");
        var entries = Enumerable.Range(0, Inputs(request)).Select(index => Entry(index, [mark, index, 0.5f], base64));
        return ScriptedResponse.Json(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. entries]),
            ["model"] = request.Model,
            ["usage"] = new JsonObject { ["prompt_tokens"] = 3, ["total_tokens"] = 3 },
        }.ToJsonString());
    }

    // An array of numbers is one input, given as tokens.
    private static int Inputs(ReceivedRequest request) =>
        request.Member("input") is { ValueKind: JsonValueKind.Array } many && many[0].ValueKind != JsonValueKind.Number ? many.GetArrayLength() : 1;

    private static JsonObject Entry(int index, float[] vector, bool base64) => new JsonObject
    {
        ["object"] = "embedding",
        ["index"] = index,
        ["embedding"] = base64
            ? Convert.ToBase64String(MemoryMarshal.AsBytes<float>(vector))
            : new JsonArray([.. vector.Select(component => JsonValue.Create(component))]),
    };
}
