using System.Text.Json;
using CacheSafety.Cases;

namespace CacheSafety.Reports;

/// <summary>In what the two requests of a case differ, for people who have to understand a bad hit.</summary>
internal static class RequestDiff
{
    private const int Most = 8;

    public static IReadOnlyList<DiffPart> Of(Case one)
    {
        var found = new List<DiffPart>();
        if (one.Old.Scope != one.New.Scope)
        {
            found.Add(new DiffPart("scope", Text(one.Old.Scope), Text(one.New.Scope)));
        }

        if (!one.Old.IsSameAs(one.New) && Headers(one.Old) != Headers(one.New))
        {
            found.Add(new DiffPart("headers", Headers(one.Old), Headers(one.New)));
        }

        using var old = Parse(one.Old);
        using var asked = Parse(one.New);
        if (old is not null && asked is not null)
        {
            Compare("", old.RootElement, asked.RootElement, found);
        }

        if (found.Count == 0 && !one.Old.Body.Span.SequenceEqual(one.New.Body.Span))
        {
            found.Add(new DiffPart("bytes", $"{one.Old.Body.Length} bytes", $"{one.New.Body.Length} bytes: other order or spelling of the same value"));
        }

        if (found.Count == 0)
        {
            found.Add(new DiffPart("elapsed", null, $"{(long)one.Elapsed.TotalSeconds} s"));
        }

        return found.Count <= Most ? found : [.. found.Take(Most), new DiffPart("…", null, $"{found.Count - Most} more")];
    }

    private static JsonDocument? Parse(CaseRequest request)
    {
        try
        {
            return JsonDocument.Parse(request.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Compare(string path, JsonElement old, JsonElement asked, List<DiffPart> found)
    {
        if (old.ValueKind == JsonValueKind.Object && asked.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in old.EnumerateObject().Concat(asked.EnumerateObject()).Select(member => member.Name).Distinct())
            {
                var (hasOld, hasNew) = (old.TryGetProperty(name, out var x), asked.TryGetProperty(name, out var y));
                var inner = $"{path}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
                if (hasOld && hasNew)
                {
                    Compare(inner, x, y, found);
                }
                else
                {
                    found.Add(new DiffPart(inner, hasOld ? Text(x) : null, hasNew ? Text(y) : null));
                }
            }
        }
        else if (old.ValueKind == JsonValueKind.Array && asked.ValueKind == JsonValueKind.Array && old.GetArrayLength() == asked.GetArrayLength())
        {
            for (var i = 0; i < old.GetArrayLength(); i++)
            {
                Compare($"{path}/{i}", old[i], asked[i], found);
            }
        }
        else if (old.GetRawText() != asked.GetRawText() && Text(old) != Text(asked))
        {
            found.Add(new DiffPart(path, Text(old), Text(asked)));
        }
    }

    private static string Text(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return text.Length <= 400 ? text : $"{text[..200]} … {text[^190..]}";
    }

    private static string Text(RequestScope scope) => $"{scope.Tenant} / {scope.Project} / {scope.Key} / {scope.Upstream}";

    private static string Headers(CaseRequest request) => string.Join("; ", request.Headers.Select(header => $"{header.Key}: {header.Value}"));
}
