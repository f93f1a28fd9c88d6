using System.Text.Json;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>The records of a JSON file. A bucket with <c>results</c> is as many records, each with the bucket's own fields.</summary>
internal sealed class JsonRecords(Stream stream, ImportSettings settings)
{
    private readonly ProviderRecord _record = new() { DecimalComma = false };

    /// <summary>Why reading stopped before the end; null when it did not.</summary>
    public ImportProblem? Problem { get; private set; }

    /// <summary>True when the last page says that there are more.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The records; one object, filled anew each time.</summary>
    public IEnumerable<ProviderRecord> Read()
    {
        var splitter = new JsonSplitter(stream, settings.MaxRecordBytes);
        foreach (var text in splitter.Read())
        {
            if (Problem is not null)
            {
                yield break;
            }

            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (splitter.IsPage)
            {
                HasMore = IsTrue(root, "has_more") || IsTrue(root, "is_truncated");
                continue;
            }

            if (root.ValueKind != JsonValueKind.Object)
            {
                Problem = new ImportProblem(splitter.Line, "There is a value that is not an object; records are objects.");
            }
            else if (root.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Array)
            {
                foreach (var result in results.EnumerateArray().Where(result => result.ValueKind == JsonValueKind.Object))
                {
                    _record.Clear(splitter.Line);
                    Flatten(root, "", "results");
                    Flatten(result, "", null);
                    yield return _record;
                }
            }
            else
            {
                _record.Clear(splitter.Line);
                Flatten(root, "", null);
                yield return _record;
            }
        }

        if (splitter.Problem is { } problem)
        {
            Problem = new ImportProblem(splitter.Line, problem);
        }
    }

    private static bool IsTrue(JsonElement page, string name) => page.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private void Flatten(JsonElement element, string path, string? without)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name == without)
            {
                continue;
            }

            var name = path + ProviderRecord.Normalize(member.Name);
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Object:
                    Flatten(member.Value, name + "_", null);
                    break;
                case JsonValueKind.String:
                    _record.Set(name, member.Value.GetString()!);
                    break;
                case JsonValueKind.Null:
                    _record.Set(name, "");
                    break;
                default:
                    _record.Set(name, member.Value.GetRawText());
                    break;
            }
        }
    }
}
