using System.Text;
using NextModel.Caching;
using NextModel.Inference;
using NextModel.Tests.Json;

namespace NextModel.Tests.Caching;

/// <summary>Canonical forms of test requests.</summary>
internal static class Bodies
{
    /// <summary>The canonical form of a request as text.</summary>
    public static string Canonical(string request, Operation operation = Operation.ChatCompletions, params string[] ignoredMetadata)
    {
        using var body = Of(request, operation, ignoredMetadata);
        return Encoding.UTF8.GetString(body.Bytes);
    }

    public static CanonicalBody Of(string request, Operation operation = Operation.ChatCompletions, params string[] ignoredMetadata)
    {
        var tape = Parsed.Strict(request);
        var body = CanonicalBody.Of(tape, operation, ignoredMetadata);
        tape.Return();
        return body;
    }
}
