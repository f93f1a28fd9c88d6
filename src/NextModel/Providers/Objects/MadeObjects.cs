using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Providers.Objects;

/// <summary>Finds in an answer what its source made for it and keeps, for later requests to name.</summary>
internal static class MadeObjects
{
    /// <summary>What a whole answer names, each once; empty where the request has nothing of the kind made.</summary>
    public static IEnumerable<(SourceObjectKind Kind, string Id)> Of(InferenceRequest request, JsonCursor answer)
    {
        var found = new HashSet<(SourceObjectKind, string)>();
        if (request.MayMakeSound)
        {
            foreach (var choice in answer["choices"u8].Children)
            {
                Add(found, SourceObjectKind.Audio, choice.Value["message"u8]["audio"u8]["id"u8]);
            }
        }

        if (request.MayMakeContainers)
        {
            // Of a message as a whole; of each item of a response.
            Add(found, SourceObjectKind.Container, answer["container"u8]["id"u8]);
            foreach (var item in answer["output"u8].Children)
            {
                Add(found, SourceObjectKind.Container, item.Value["container_id"u8]);
                Add(found, SourceObjectKind.Container, item.Value["environment"u8]["container_id"u8]);
            }
        }

        return found;
    }

    private static void Add(HashSet<(SourceObjectKind Kind, string Id)> found, SourceObjectKind kind, JsonCursor id)
    {
        if (id.GetString() is { Length: > 0 and <= SourceObject.MostIdLength } text)
        {
            found.Add((kind, text));
        }
    }
}
