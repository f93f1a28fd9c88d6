using System.Net.Http.Headers;

namespace NextModel.Providers;

/// <summary>Header values as a source sent them: parsing one makes several objects, and most are only compared.</summary>
internal static class ResponseHeader
{
    /// <summary>What the body is, without parameters; null when the source does not say.</summary>
    public static string? MediaType(HttpHeaders headers)
    {
        var type = First(headers, "Content-Type");
        var end = type?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        return end < 0 ? type : type![..end].TrimEnd();
    }

    /// <summary>The first value of that name; null when there is none.</summary>
    public static string? First(HttpHeaders headers, string name)
    {
        if (headers.NonValidated.TryGetValues(name, out var values))
        {
            foreach (var value in values)
            {
                return value;
            }
        }

        return null;
    }
}
