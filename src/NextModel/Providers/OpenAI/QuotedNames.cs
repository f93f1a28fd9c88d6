using System.Runtime.CompilerServices;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>Model names as JSON strings, made once for each name the configuration has and gone with it.</summary>
internal static class QuotedNames
{
    private static readonly ConditionalWeakTable<string, byte[]> Known = [];

    /// <param name="name">The configuration's own string: another one of the same text is another name here.</param>
    public static byte[] Of(string name) => Known.GetOrAdd(name, static text =>
    {
        var quoted = new PooledBuffer();
        JsonText.Write(quoted, text);
        return quoted.Detach();
    });
}
