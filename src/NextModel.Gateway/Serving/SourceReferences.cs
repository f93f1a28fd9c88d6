using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.Serving;

/// <summary>
/// Finds what a body names that is kept at a source: files, containers, stores of vectors, sound. Wherever it may stand, but for what is the caller's own
/// text: schemas, arguments of calls, metadata; and for what an answer only cites.
/// </summary>
internal static class SourceReferences
{
    private const string MoonshotScheme = "ms://";

    private static readonly JsonPrefixes Signs = new("file_id", "vector_store_id", "container", "audio", "ms:");

    private static readonly string[] CallersOwn =
        ["metadata", "client_metadata", "input_schema", "parameters", "schema", "arguments", "annotations", "citations"];

    /// <summary>Each once, in the order of the text; at most one more than <see cref="SourceReference.Most"/>.</summary>
    /// <param name="tape">The text.</param>
    /// <param name="path">Where in the request it stands; empty for all of it.</param>
    public static IReadOnlyList<SourceReference> Of(JsonTape tape, string path = "")
    {
        if (!Signs.MayBeIn(tape))
        {
            return [];
        }

        var found = new List<SourceReference>();
        Walk(tape.Root, path, found);
        return found;
    }

    /// <summary>True where a tool among these may make a container at the source.</summary>
    public static bool MayMakeContainers(JsonCursor tools)
    {
        foreach (var tool in tools.Kind == JsonKind.Array ? tools.Children : default)
        {
            var type = tool.Value["type"u8];
            if (type.TextEquals("code_interpreter"u8) || type.TextEquals("shell"u8) || type.GetString()?.StartsWith("code_execution", StringComparison.Ordinal) == true)
            {
                return true;
            }
        }

        return false;
    }

    private static void Walk(JsonCursor value, string path, List<SourceReference> found)
    {
        var index = 0;
        foreach (var child in value.Children)
        {
            var name = child.Name;
            var here = value.Kind == JsonKind.Array ? $"{path}[{index++}]" : path.Length == 0 ? name : $"{path}.{name}";
            if (child.Value.Kind == JsonKind.String)
            {
                AddText(value, name, child.Value, here, found);
            }
            else if (name is "file_ids" or "vector_store_ids")
            {
                AddAll(name == "file_ids" ? ReferenceKind.File : ReferenceKind.VectorStore, child.Value, here, found);
            }
            else if (!IsCallersOwn(name, child.Value))
            {
                Walk(child.Value, here, found);
            }
        }
    }

    private static void AddText(JsonCursor parent, string name, JsonCursor text, string here, List<SourceReference> found)
    {
        switch (name)
        {
            // What a tool at the source has written is in its container, and told as it was.
            case "file_id" when parent["type"u8].GetString()?.EndsWith("execution_output", StringComparison.Ordinal) != true:
                Add(ReferenceKind.File, text.GetString()!, here, found);
                break;
            case "vector_store_id":
                Add(ReferenceKind.VectorStore, text.GetString()!, here, found);
                break;
            case "container" or "container_id":
                Add(ReferenceKind.Container, text.GetString()!, here, found);
                break;
            case "id" when here.EndsWith("container.id", StringComparison.Ordinal):
                Add(ReferenceKind.Container, text.GetString()!, here, found);
                break;
            case "id" when here.EndsWith("].audio.id", StringComparison.Ordinal):
                Add(ReferenceKind.Audio, text.GetString()!, here, found);
                break;
            case "url" or "image_url" or "video_url" when text.GetString() is { } url && url.StartsWith(MoonshotScheme, StringComparison.Ordinal):
                Add(ReferenceKind.File, url[MoonshotScheme.Length..], here, found);
                break;
        }
    }

    private static void AddAll(ReferenceKind kind, JsonCursor ids, string here, List<SourceReference> found)
    {
        var index = 0;
        foreach (var id in ids.Children)
        {
            if (id.Value.GetString() is { } text)
            {
                Add(kind, text, $"{here}[{index}]", found);
            }

            index++;
        }
    }

    private static void Add(ReferenceKind kind, string id, string path, List<SourceReference> found)
    {
        if (found.Count <= SourceReference.Most && !found.Exists(one => one.Kind == kind && one.Id == id))
        {
            found.Add(new SourceReference(kind, id, path));
        }
    }

    // The input of a call is an object; the input of a request is a text or a list.
    private static bool IsCallersOwn(string name, JsonCursor value) => CallersOwn.Contains(name) || (name == "input" && value.Kind == JsonKind.Object);
}
